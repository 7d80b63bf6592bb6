import { Secret } from '../base/secret.ts';
import { SecretBook } from '../base/secret-book.ts';
import type { RunConfig } from '../contract/index.ts';

/** The secrets that a run config brings. From here on they are named, and their values are in the book alone. */
export function secretsOf(config: RunConfig): SecretBook {
  const secrets = new SecretBook();
  for (const [name, value] of Object.entries(config.credentials)) secrets.add(`credential:${name}`, new Secret(value));
  if (config.proxy?.password !== undefined) secrets.add('proxy:password', new Secret(config.proxy.password));
  return secrets;
}
