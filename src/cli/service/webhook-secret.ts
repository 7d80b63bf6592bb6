import { Secret, type ServerKey } from '../../secrets/index.ts';

/** The secret that signs webhooks: ROTE_WEBHOOK_SECRET, else one derived from the service's key. `rote key webhook` prints it. */
export function webhookSecret(serverKey: ServerKey, env: NodeJS.ProcessEnv): Secret {
  return new Secret(env.ROTE_WEBHOOK_SECRET || serverKey.fingerprint('', 'webhook-secret'));
}
