import type { ServerKey } from '../../secrets/index.ts';
import { Secret } from '../../secrets/index.ts';

/** With which webhooks are signed: ROTE_WEBHOOK_SECRET, else one made of the service's key, which `rote key webhook` prints. */
export function webhookSecret(serverKey: ServerKey, env: NodeJS.ProcessEnv): Secret {
  return new Secret(env.ROTE_WEBHOOK_SECRET || serverKey.fingerprint('', 'webhook-secret'));
}
