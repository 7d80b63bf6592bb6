import type { Action } from '../actions/index.ts';
import { RoteError } from '../contract/index.ts';
import { credentialRef, isIdentity, Secret, type SecretBook } from '../secrets/index.ts';

const MARK = '{credential:';
const PLACEHOLDER = /\{credential:([\w.-]+)\}/g;

/**
 * Replaces `{credential:name}` in what an agent types by a Secret. The name stays in what is logged, the value is known only to the action.
 * VALIDATION_FAILED for a name nobody gave, and anywhere else: no secret belongs into an address, a selector or a script.
 */
export function resolveCredentialNames(action: Action, secrets: SecretBook): Action {
  const namesOne = Object.entries(action).flatMap(([field, value]) => (typeof value === 'string' && value.includes(MARK) ? [field] : []));
  const elsewhere = namesOne.find((field) => !(action.action === 'key_press' && field === 'text'));
  if (elsewhere !== undefined) {
    throw new RoteError('VALIDATION_FAILED', `A credential cannot be used in "${elsewhere}": type it into a field with key_press.`);
  }
  if (action.action !== 'key_press' || typeof action.text !== 'string' || namesOne.length === 0) return action;
  return { ...action, text: secretText(action.text, secrets) };
}

function secretText(text: string, secrets: SecretBook): Secret {
  return new Secret(
    text.replace(PLACEHOLDER, (_whole, name: string) => {
      const secret = secrets.reveal(credentialRef(name));
      if (secret === undefined) {
        const known = secrets.credentialNames().map(credentialRef);
        throw new RoteError(
          'VALIDATION_FAILED',
          `There is no credential "${name}" in this run. Known: ${known.join(', ') || 'none; give them with --credentials-file'}.`,
        );
      }
      return secret;
    }),
  );
}

/** True when any value inside, at any depth, is a Secret or gives one of the book away (a captured cookie in a header). */
export function holdsSecret(value: unknown, secrets: SecretBook): boolean {
  if (value instanceof Secret) return true;
  if (typeof value === 'string') return secrets.find(value).length > 0;
  if (Array.isArray(value)) return value.some((item) => holdsSecret(item, secrets));
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => holdsSecret(item, secrets));
}

/** True when an agent's input names a credential that is more than who somebody is. */
export function namesSecret(action: Action): boolean {
  const text = action.action === 'key_press' ? action.text : undefined;
  const names = typeof text === 'string' ? [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '') : [];
  return names.some((name) => !isIdentity(name));
}
