import type { Log } from '../../base/log.ts';
import type { Secret } from '../../base/secret.ts';
import type { ServerKey } from '../../base/server-key.ts';
import type { Deadline } from '../../base/deadline.ts';
import type { DueWebhook, Storage } from '../../storage/index.ts';

export interface WebhookSenderParts {
  storage: Storage;
  serverKey: ServerKey;
  /** With which bodies are signed; the receivers know it too. */
  secret: Secret;
  log: Log;
  /**
   * One POST through the egress policy of the service, redirects not followed. Resolves with the status of the answer, whatever it is;
   * rejects when there is none before the deadline, or when the policy refuses the address.
   */
  post: (url: string, headers: Record<string, string>, body: string, deadline: Deadline) => Promise<{ status: number }>;
}

/** What a worker calls with a webhook that is due. Rejects to have it tried again. */
export function createWebhookSender(_parts: WebhookSenderParts): (webhook: DueWebhook) => Promise<void> {
  throw new Error('not there yet');
}
