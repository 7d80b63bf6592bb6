import type { Transaction } from 'kysely';
import type { Tables } from '../database/schema.ts';

/** What the stores put into the queue, as part of their own transactions: a run without its job, or a job without its run, cannot be. */
export interface Jobs {
  sendRun(runId: string, transaction: Transaction<Tables>): Promise<void>;
  sendWebhook(runId: string, transaction: Transaction<Tables>): Promise<void>;
}
