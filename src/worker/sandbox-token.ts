import type { ServerKey } from '../secrets/index.ts';

/** The token that a sandbox requires of its callers. It is derived from the server key and never stored. */
export function sandboxToken(serverKey: ServerKey, runId: string): string {
  return serverKey.fingerprint(runId, 'sandbox-token');
}
