import type { Log } from '../../base/index.ts';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import type { Secret, ServerKey } from '../../secrets/index.ts';
import type { DueWebhook, Storage } from '../../storage/index.ts';
import { runSummary } from '../runs/run-view.ts';
import { signWebhook } from './webhook-signature.ts';

const DELIVER_MS = 10_000;

export interface WebhookSenderDeps {
  storage: Pick<Storage, 'runs'>;
  serverKey: ServerKey;
  /** Signs the bodies; shared with the receivers. */
  secret: Secret;
  log: Log;
  /**
   * One POST through the egress policy of the service, without following redirects. Resolves with the status of any
   * answer; rejects when there is none before the deadline, or when the policy refuses the address.
   */
  post: (url: string, headers: Record<string, string>, body: string, deadline: Deadline) => Promise<{ status: number }>;
}

/**
 * Delivers a webhook that is due. Rejects to have it retried; of the address, messages and logs hold only the origin.
 */
export function createWebhookSender({ storage, serverKey, secret, log, post }: WebhookSenderDeps): (webhook: DueWebhook) => Promise<void> {
  return async ({ run_id, attempt, last }) => {
    const found = await storage.runs.webhookOf(run_id);
    // The run has been removed: there is nothing to report.
    if (found === undefined) return;
    const url = serverKey.decrypt(found.sealed, 'webhook', run_id);
    if (url === undefined) throw new Error(`The webhook of run ${run_id} cannot be read: give api and workers the same ROTE_SECRET_KEY.`);
    const body = JSON.stringify({ event: 'run.ended', run: runSummary(found.run) });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Rote',
      'rote-event': 'run.ended',
      // The same for each attempt: a receiver can recognize a repetition.
      'rote-delivery': run_id,
      'rote-signature': signWebhook(secret, body, Math.floor(Date.now() / 1000)),
    };
    const fields = { run_id, attempt, to: new URL(url).origin };
    const problem = await problemOf(url, (deadline) => post(url, headers, body, deadline), log);
    if (problem === undefined) {
      log.info('a webhook was delivered', fields);
      return;
    }
    log[last ? 'error' : 'warn'](last ? 'a webhook failed finally' : 'a webhook failed and will be retried', { ...fields, error: problem });
    // A new error without a cause: the queue stores what is thrown, and the cause may name the whole address.
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
