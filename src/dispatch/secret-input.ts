import type { Action } from '../actions/index.ts';
import { RoteError } from '../contract/index.ts';
import { credentialRef, isIdentity, Secret, type SecretBook } from '../secrets/index.ts';

const MARK = '{credential:';
const PLACEHOLDER = /\{credential:([\w.-]+)\}/g;

/**
 * Replaces `{credential:name}` in text that an agent types with a Secret: logs keep the name, only the action knows the
 * value. Throws VALIDATION_FAILED for an unknown name and for any other field: no secret belongs in an address, a
 * selector or a script.
 */
export function resolveCredentialNames(action: Action, secrets: SecretBook): Action {
  const fields = Object.entries(action).flatMap(([field, value]) => (typeof value === 'string' && value.includes(MARK) ? [field] : []));
  const elsewhere = fields.find((field) => !(action.action === 'key_press' && field === 'text'));
  if (elsewhere !== undefined) {
    throw new RoteError('VALIDATION_FAILED', `A credential cannot be used in "${elsewhere}": type it into a field with key_press.`);
  }
  if (action.action !== 'key_press' || typeof action.text !== 'string' || fields.length === 0) return action;
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

/** True if any value, at any depth, is a Secret or contains one from the book (a captured cookie in a header). */
export function holdsSecret(value: unknown, secrets: SecretBook): boolean {
  if (value instanceof Secret) return true;
  if (typeof value === 'string') return secrets.holdsBound(value);
  if (Array.isArray(value)) return value.some((item) => holdsSecret(item, secrets));
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => holdsSecret(item, secrets));
}

/** True if an agent's input names a credential that is more than an identity (a user name). */
export function namesSecret(action: Action): boolean {
  const text = action.action === 'key_press' ? action.text : undefined;
  const names = typeof text === 'string' ? [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '') : [];
  return names.some((name) => !isIdentity(name));
}
