import { RoteError } from '../contract/index.ts';
import { credentialRef, isIdentity, Secret, type SecretBook } from '../secrets/index.ts';

const PLACEHOLDER = /\{credential:([\w.-]+)\}/g;

/** Where an agent may name a credential: what is typed into a field. Never an address, a selector or a script. */
const FIELDS_THAT_MAY_HOLD_SECRETS = new Set(['text']);

/**
 * Replaces `{credential:name}` in the fields of an agent's input that may hold a secret by a Secret. The name stays in what is
 * logged, the value is known only to the action. VALIDATION_FAILED for a name nobody gave, or a field where no secret belongs.
 */
export function resolveCredentialNames(input: Record<string, unknown>, secrets: SecretBook): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).map(([field, value]) => [field, resolveField(field, value, secrets)]));
}

function resolveField(field: string, value: unknown, secrets: SecretBook): unknown {
  if (typeof value !== 'string' || !value.includes('{credential:')) return value;
  if (!FIELDS_THAT_MAY_HOLD_SECRETS.has(field)) {
    throw new RoteError('VALIDATION_FAILED', `A credential cannot be used in "${field}": type it into a field with key_press.`);
  }
  return new Secret(
    value.replace(PLACEHOLDER, (_whole, name: string) => {
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
export function namesSecret(input: Record<string, unknown>): boolean {
  const names = typeof input.text === 'string' ? [...input.text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '') : [];
  return names.some((name) => !isIdentity(name));
}
