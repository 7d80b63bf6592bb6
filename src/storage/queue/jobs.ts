import type { Transaction } from 'kysely';
import type { Tables } from '../database/schema.ts';

/** Jobs that the stores send within their own transactions: there is no run without its job and no job without its run. */
export interface Jobs {
  sendRun(runId: string, transaction: Transaction<Tables>): Promise<void>;
  sendWebhook(runId: string, transaction: Transaction<Tables>): Promise<void>;
}
