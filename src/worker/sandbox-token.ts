import type { ServerKey } from '../secrets/index.ts';

/** What a sandbox asks of its callers. Nobody stores it: whoever has the server key knows it. */
export function sandboxToken(serverKey: ServerKey, runId: string): string {
  return serverKey.fingerprint(runId, 'sandbox-token');
}
