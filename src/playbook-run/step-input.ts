import { mapStrings } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';
import { credentialNames, resolveSecrets, type Step } from '../playbook/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import { credentialName, Secret } from '../secrets/index.ts';

/**
 * The input of a step's action, with the selector that won and the step's own time. Secrets are still named in it; see `revealInput`.
 */
export function stepInput(step: Step, selector: string | undefined): Record<string, unknown> {
  const aim = selector === undefined ? {} : { selector };
  const time = step.timeout_ms === undefined ? {} : { timeout_ms: step.timeout_ms };
  switch (step.action) {
    case 'api_request':
      return { ...step.request, timeout_ms: Math.min(step.request.timeout_ms, step.timeout_ms ?? Number.POSITIVE_INFINITY) };
    case 'download':
      return { ...aim, ...time };
    default:
      return { ...aim, ...step.params, ...time };
  }
}

/**
 * A copy in which every text that holds `{credential:x}` is a Secret of the whole text. VALIDATION_FAILED for a credential nobody
 * gave. The last moment before the action.
 */
export function revealInput(input: Record<string, unknown>, secrets: SecretBook): Record<string, unknown> {
  return mapStrings(input, (text) => {
    const revealed = resolveSecrets(text, (name) => lookUp(name, secrets));
    return credentialNames(text).length > 0 ? new Secret(revealed) : revealed;
  }) as Record<string, unknown>;
}

function lookUp(name: string, secrets: SecretBook): string {
  const value = secrets.reveal(name);
  if (value !== undefined) return value;
  throw new RoteError(
    'VALIDATION_FAILED',
    `There is no value for {${name}}: add "${credentialName(name) ?? name}" to the credentials file (--credentials-file) or to ROTE_CREDENTIALS.`,
  );
}

/** What a step is aimed at, in words, for people and for an agent that takes over. */
export function stepTarget(step: Step): string {
  if (step.action === 'goto') return step.params.url;
  if (step.action === 'api_request') return `${step.request.method} ${step.request.url}`;
  const chain = 'selector' in step && step.selector ? [step.selector.description, step.selector.primary] : [];
  // A click's button and count are said by nobody, and a left click is what everybody thinks of.
  const extra =
    'params' in step && step.action !== 'click'
      ? Object.entries(step.params).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      : [];
  return [...chain, ...extra].filter((part) => part !== undefined && part !== '').join(', ');
}
