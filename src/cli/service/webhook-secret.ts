import { Secret } from '../../base/secret.ts';
import type { ServerKey } from '../../base/server-key.ts';

/** With which webhooks are signed: ROTE_WEBHOOK_SECRET, else one made of the service's key, which `rote key webhook` prints. */
export function webhookSecret(serverKey: ServerKey, env: NodeJS.ProcessEnv): Secret {
  return new Secret(env.ROTE_WEBHOOK_SECRET || serverKey.fingerprint('', 'webhook-secret'));
}
