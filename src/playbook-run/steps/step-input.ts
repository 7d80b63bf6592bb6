import { type Action, type ActionName, readAction } from '../../actions/index.ts';
import { mapStrings } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { credentialNames, resolveSecrets, type Step, selectorsOf, targetName } from '../../playbook/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { credentialName, isIdentity, Secret } from '../../secrets/index.ts';

/** The action of a bound step, with the selector that matched and the step's timeout. Reveals its secrets: call it right before the action runs. */
export function stepAction(step: Step, selector: string | undefined, secrets: SecretBook): Action {
  const given = 'request' in step ? step.request : 'params' in step ? step.params : {};
  const timeouts = [step.timeout_ms, 'request' in step ? step.request.timeout_ms : undefined].filter((limit) => limit !== undefined);
  return revealedAction(
    {
      action: step.action,
      ...given,
      ...(selector !== undefined && { selector }),
      ...(timeouts.length > 0 && { timeout_ms: Math.min(...timeouts) }),
    },
    secrets,
  );
}

/**
 * An action in which every text with `{credential:x}` is a Secret of the whole text. Throws VALIDATION_FAILED for an unknown credential,
 * InvalidAction for an invalid input.
 */
export function revealedAction({ action, ...input }: { action: ActionName } & object, secrets: SecretBook): Action {
  const revealed = mapStrings(input, (text) => {
    const whole = resolveSecrets(text, (name) => lookUp(name, secrets));
    // A user name alone is no secret.
    return credentialNames(text).some((name) => !isIdentity(name)) ? new Secret(whole) : whole;
  });
  return readAction(action, revealed);
}

function lookUp(name: string, secrets: SecretBook): string {
  const value = secrets.reveal(name);
  if (value !== undefined) return value;
  throw new RoteError(
    'VALIDATION_FAILED',
    `There is no value for {${name}}: add "${credentialName(name) ?? name}" to the credentials file (--credentials-file) or to ROTE_CREDENTIALS.`,
  );
}

/** The target of a step in words, for people and for an agent that takes over. */
export function stepTarget(step: Step): string {
  if (step.action === 'goto') return step.params.url;
  if (step.action === 'api_request') return `${step.request.method} ${step.request.url}`;
  const [primary] = selectorsOf(step);
  const name = targetName(step);
  const element = name === primary ? [primary] : [name, primary];
  // A click's button and count are omitted: they are almost always the defaults.
  const extra =
    'params' in step && step.action !== 'click'
      ? Object.entries(step.params).map(([name, value]) => `${name}: ${typeof value === 'string' ? `"${value}"` : JSON.stringify(value)}`)
      : [];
  return [...element, ...extra].filter((part) => part !== undefined && part !== '').join(', ');
}
