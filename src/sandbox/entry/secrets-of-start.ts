import type { SandboxStart } from '../../contract/index.ts';
import { secretsOf } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { Secret } from '../../secrets/index.ts';

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|HEADERS/;
/** Shorter values ("none", "local") are placeholders and occur in pages. */
const MIN_SECRET_CHARS = 8;

/** All secrets of the first line, in one book. */
export function secretsOfStart({ config, session_key, settings, token }: SandboxStart): SecretBook {
  const secrets = secretsOf(config);
  for (const [name, value] of Object.entries({ ...settings, SESSION_KEY: session_key.secret })) {
    if (SECRET_NAME.test(name) && value.length >= MIN_SECRET_CHARS) secrets.add(`setting:${name}`, new Secret(value));
  }
  secrets.add('setting:token', new Secret(token));
  return secrets;
}
