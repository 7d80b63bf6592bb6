import { z } from 'zod';
import { errorMessage } from '../../base/index.ts';
import { defaultGuardrails, type RunRequest } from '../../contract/index.ts';
import { createUpstreamPolicy, createUrlPolicy, parseUpstreamAddress } from '../../guardrails/index.ts';
import { credentialNames } from '../../playbook/index.ts';
import { identityNames } from '../../secrets/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { secretsOf } from '../runs/stored-request.ts';
import { type CheckResult, fail, pass } from './check-types.ts';
import type { Choice } from './choose-playbook.ts';

export function checkCredentials(request: RunRequest, choice: Choice): CheckResult {
  const { playbook } = choice;
  const given = Object.keys(request.credentials);
  const weak = secretsOf(request).weakNames();
  const warnings = weak.map((name) => `${name} is so short that it is hidden only where it is a whole word.`);
  const needed = playbook === undefined ? [] : credentialNames(choice.bound ?? playbook);
  const missing = needed.filter((name) => !given.includes(name));
  if (playbook?.auth_required && playbook.auth !== undefined) {
    // A saved login may not need them, but only the worker knows.
    if (!given.some((name) => identityNames.includes(name))) missing.push('username');
    if (!given.includes('password') && !missing.includes('password')) missing.push('password');
  }
  if (missing.length > 0)
    return fail('credentials', `The playbook "${playbook?.id}" needs missing credentials: ${missing.join(', ')}.`, ...warnings);
  if (given.length > 0 && choice.agentDrives && request.start_url === undefined)
    warnings.push('Credentials are bound to the origin of start_url: without one they are never typed.');
  return pass('credentials', given.length === 0 ? 'None are needed.' : `Given: ${given.join(', ')}.`, ...warnings);
}

export function checkModel({ modelProblem }: ApiDeps, request: RunRequest, { agentDrives, playbook }: Choice): CheckResult {
  if (request.execution_mode === 'playbook_only') return pass('model', 'None is needed: execution_mode is playbook_only.');
  const problem = modelProblem(request.model);
  const utility = request.utility_model === undefined ? undefined : modelProblem(request.utility_model);
  const warnings = utility === undefined ? [] : [`utility_model: ${utility}`];
  if (problem === undefined) return pass('model', `${request.model ?? "The service's own model"} can be used.`, ...warnings);
  if (agentDrives) return fail('model', `The agent has to drive: ${problem}`, ...warnings);
  if (playbook === undefined) return pass('model', 'Whether one is needed is unknown.', ...warnings);
  return pass('model', 'The playbook needs none.', `A step that breaks cannot be recovered: ${problem}`, ...warnings);
}

export function checkOutputSchema({ output_schema }: RunRequest, { playbook }: Choice): CheckResult {
  if (output_schema === undefined) return pass('output_schema', 'None was given.');
  try {
    z.fromJSONSchema(output_schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    return fail('output_schema', `It cannot be used: ${errorMessage(error)}.`);
  }
  const unused =
    playbook === undefined ? [] : ['output_schema applies to the answer of an agent; a playbook returns what its steps store.'];
  return pass('output_schema', 'It can be used.', ...unused);
}

export function checkLimits(request: RunRequest, { bound }: Choice): CheckResult {
  const { max_steps, timeout_seconds, max_tokens, max_cost_usd } = request;
  const costs = [
    ...(max_tokens === undefined ? [] : [`${max_tokens} tokens`]),
    ...(max_cost_usd === undefined ? [] : [`${max_cost_usd} dollars`]),
  ];
  const warnings: string[] = [];
  const steps = bound?.steps.length ?? 0;
  if (steps > timeout_seconds)
    warnings.push(`${steps} steps in ${timeout_seconds} s is less than a second each: raise timeout_seconds if they need more.`);
  return pass('limits', `At most ${[`${timeout_seconds} s`, `${max_steps} steps of an agent`, ...costs].join(', ')}.`, ...warnings);
}

/** Checks the address alone: what its name resolves to is checked when the run connects. */
export function checkProxy({ upstreamPolicy = createUpstreamPolicy([]) }: ApiDeps, { proxy }: RunRequest): CheckResult {
  if (proxy === undefined) return pass('proxy', 'None was given.');
  const address = parseUpstreamAddress(proxy.server);
  if (!address.ok) return fail('proxy', `It ${address.reason}`);
  if (address.url.password !== '')
    return fail('proxy', 'Its address holds a password: give it as proxy.username and proxy.password, where it is kept secret.');
  const verdict = upstreamPolicy.check(address);
  return verdict.ok ? pass('proxy', `The run goes out through ${address.url.host}.`) : fail('proxy', verdict.reason);
}

export function checkWebhook({ webhookProblem }: ApiDeps, { webhook_url }: RunRequest): CheckResult {
  if (webhook_url === undefined) return pass('webhook', 'None was given.');
  const problem = webhookProblem ? webhookProblem(webhook_url) : publicProblem(webhook_url);
  if (problem !== undefined) return fail('webhook', problem);
  const open = webhook_url.startsWith('http:') ? ['The webhook uses http: anyone on the network path can read it.'] : [];
  return pass('webhook', `The end of the run is reported to ${new URL(webhook_url).origin}.`, ...open);
}

function publicProblem(url: string): string | undefined {
  const verdict = createUrlPolicy(defaultGuardrails).checkUrl(url, 'request');
  return verdict.ok ? undefined : verdict.reason;
}
