import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import type { Secret, ServerKey } from '../../secrets/index.ts';
import type { DueWebhook, Storage } from '../../storage/index.ts';
import { runSummary } from '../runs/run-view.ts';
import { signWebhook } from './webhook-signature.ts';

const DELIVER_MS = 10_000;

export interface WebhookSenderParts {
  storage: Pick<Storage, 'runs'>;
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

/** What a worker calls with a webhook that is due. Rejects to have it tried again; messages and logs hold no more of the address than its origin. */
export function createWebhookSender({ storage, serverKey, secret, log, post }: WebhookSenderParts): (webhook: DueWebhook) => Promise<void> {
  return async ({ run_id, attempt, last }) => {
    const found = await storage.runs.webhookOf(run_id);
    // The run was removed meanwhile: there is nothing left to tell.
    if (found === undefined) return;
    const url = serverKey.decrypt(found.sealed, 'webhook', run_id);
    if (url === undefined) throw new Error(`The webhook of run ${run_id} cannot be read: give api and workers the same ROTE_SECRET_KEY.`);
    const body = JSON.stringify({ event: 'run.ended', run: runSummary(found.run) });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Rote',
      'rote-event': 'run.ended',
      // The same for each try, so that a receiver can tell a repetition.
      'rote-delivery': run_id,
      'rote-signature': signWebhook(secret, body, Math.floor(Date.now() / 1000)),
    };
    const fields = { run_id, attempt, to: new URL(url).origin };
    const problem = await problemOf(url, (deadline) => post(url, headers, body, deadline), log);
    if (problem === undefined) {
      log.info('a webhook was delivered', fields);
      return;
    }
    log[last ? 'error' : 'warn'](last ? 'a webhook was given up' : 'a webhook is tried again', { ...fields, error: problem });
    // A new error without a cause: the queue keeps what is thrown, and the cause may name the whole address.
    throw new Error(problem);
  };
}

/** Why a delivery failed, without the path of its address; undefined when it did not. */
async function problemOf(url: string, post: (deadline: Deadline) => Promise<{ status: number }>, log: Log): Promise<string | undefined> {
  const { origin } = new URL(url);
  using deadline = startDeadline(DELIVER_MS, 'delivering a webhook', { log });
  try {
    const { status } = await deadline.race(post(deadline));
    return status >= 200 && status <= 299 ? undefined : `The receiver at ${origin} answered ${status}.`;
  } catch (error) {
    return errorMessage(error).replaceAll(url, origin);
  }
}
