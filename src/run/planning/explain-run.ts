import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAction } from '../../actions/index.ts';
import { type Deadline, startDeadline } from '../../base/index.ts';
import { createPageMarks } from '../../blinders/index.ts';
import { defaultGuardrails, type GuardrailSettings, RoteError } from '../../contract/index.ts';
import { createDispatcher } from '../../dispatch/index.ts';
import { mergeGuardrails } from '../../guardrails/index.ts';
import { noRecorder } from '../../recording/index.ts';
import { type AgentLimits, limitsOf } from '../drive/agent-limits.ts';
import { createAgentObservation } from '../drive/agent-observation.ts';
import { openRun } from '../opening/open-run.ts';
import { secretsOf } from '../opening/run-secrets.ts';
import type { RunDeps } from '../run-deps.ts';
import { planRun } from './plan.ts';
import { type BrowserPlan, planBrowser } from './plan-browser.ts';
import { readPlaybookFolder } from './playbook-folder.ts';
import { readProfile } from './profile-folder.ts';

export interface Explanation {
  /** Which driver the run would use, and why. */
  plan: string;
  goal_type: string;
  actions: readonly string[];
  hidden_kinds: readonly string[];
  /** Where pages may be opened; null: wherever the guardrails allow. */
  navigable: readonly string[] | null;
  guardrails: GuardrailSettings;
  /** The first observation of the agent, in the marks of page text; null without a start URL. */
  observation: string | null;
}

/**
 * What an agent would see and be allowed to do, without a model. Only opens the start URL; rejects if that fails.
 */
export async function explainRun(deps: RunDeps): Promise<Explanation> {
  const { config, folders, signal, log } = deps;
  using deadline = startDeadline(config.timeout_seconds * 1000, 'the explanation', { signal, log });
  const profile = config.profile === undefined ? undefined : await readProfile(folders.profiles, config.profile);
  const { settings } = mergeGuardrails(defaultGuardrails, profile?.guardrails ?? {}, config.guardrails);
  const limits = await limitsOf({ config, profile, handoff: undefined, judge: undefined }, deadline);
  const explanation = {
    plan: await planInWords(deps),
    goal_type: limits.scope.goalType,
    actions: limits.scope.actions,
    hidden_kinds: limits.scope.hiddenKinds,
    navigable: limits.navigable ?? settings.allowed_domains,
    guardrails: settings,
  };
  if (config.start_url === undefined) return { ...explanation, observation: null };
  const scratch = await mkdtemp(join(tmpdir(), 'rote-explain-'));
  try {
    const browser = planBrowser(config, profile);
    return {
      ...explanation,
      observation: await firstLook(deps, { settings, limits, browser, scratch, startUrl: config.start_url }, deadline),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Opens the start URL in a separate browser and observes it as an agent would. */
async function firstLook(
  deps: RunDeps,
  given: { settings: GuardrailSettings; limits: AgentLimits; browser: BrowserPlan; scratch: string; startUrl: string },
  deadline: Deadline,
): Promise<string> {
  const { settings, limits, browser, scratch, startUrl } = given;
  const secrets = secretsOf(deps.config);
  const recorder = { ...noRecorder(), folder: scratch, downloadsFolder: scratch, scratchFolder: scratch };
  const off = { trace: false, screenshots: false };
  const open = await openRun(
    { ...deps, config: { ...deps.config, recording: off } },
    { settings, recorder, secrets, ...browser },
    deadline,
  );
  try {
    const dispatcher = createDispatcher({
      session: open.session,
      guard: open.guard,
      log: recorder,
      secrets,
      recording: off,
      credentialOrigins: browser.applicationOrigins,
      takeRefusals: () => open.egress.takeRefusals(),
      takeFailures: () => open.egress.takeFailures(),
    });
    const outcome = await dispatcher.run({ command: makeAction({ action: 'goto', url: startUrl }), driver: 'agent' }, deadline);
    if (outcome.error) throw RoteError.from(outcome.error);
    const observation = createAgentObservation({
      session: open.session,
      limits,
      redact: (text) => secrets.redact(text),
      emit: recorder.emit,
    });
    const { text } = await observation.observe(deadline);
    return createPageMarks('nonceofthisrun').wrap(text);
  } finally {
    await open.close(deadline);
  }
}

async function planInWords({ config, folders }: RunDeps): Promise<string> {
  const plan = planRun(config, await readPlaybookFolder(folders.playbooks));
  return plan.driver === 'agent'
    ? `agent: ${plan.why}`
    : `playbook ${plan.playbook.id}: ${plan.why} (an agent takes over only if a step fails)`;
}
