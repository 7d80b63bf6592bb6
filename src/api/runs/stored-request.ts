import { type RunRequest, withoutSecrets } from '../../contract/index.ts';
import { credentialRef, Secret, SecretBook } from '../../secrets/index.ts';

/** The secrets that a request brings, under the names that the run itself gives them. */
export function secretsOf(request: RunRequest): SecretBook {
  const secrets = new SecretBook();
  for (const [name, value] of Object.entries(request.credentials)) secrets.add(credentialRef(name), new Secret(value));
  if (request.proxy?.password !== undefined) secrets.add('proxy:password', new Secret(request.proxy.password));
  const password = URL.parse(request.proxy?.server ?? '')?.password ?? '';
  if (password !== '') secrets.add('proxy:url_password', new Secret(password));
  // Anyone who knows the address can post to it.
  if (request.webhook_url !== undefined) secrets.add('webhook:url', new Secret(request.webhook_url));
  return secrets;
}

/**
 * The part of a request that may be stored, logged and shown: without secrets, even where a directive, parameter or
 * schema repeats one.
 */
export function openPartOf(request: RunRequest): { directive: string; config: Record<string, unknown> } {
  const secrets = secretsOf(request);
  const { directive, ...config } = secrets.redactValue(storable(withoutSecrets(request)) as Record<string, unknown>);
  return { directive: String(directive), config: { ...config, directive } };
}

/** Postgres texts cannot hold a NUL or half a surrogate pair. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [storable(name) as string, storable(item)]));
}
