import type { ConstructorOptions } from 'pg-boss';
import { fromKysely, type Job, PgBoss } from 'pg-boss';
import type { Log } from '../../base/log.ts';
import type { Queue, QueuedRun } from '../queue.ts';
import type { Jobs } from './jobs.ts';

const RUNS = 'rote-runs';
const WEBHOOKS = 'rote-webhooks';

/** A run is not idempotent: its job is handed out once, and fails with the worker that had it. */
const RUN_QUEUE = {
  retryLimit: 0,
  heartbeatSeconds: 10,
  expireInSeconds: 2 * 3_600,
  deleteAfterSeconds: 86_400,
  retentionSeconds: 30 * 86_400,
  notify: true,
};
/** Tried again after 15 s, 30 s, 1 min, … for about an hour. */
export const WEBHOOK_QUEUE = {
  retryLimit: 8,
  retryDelay: 15,
  retryBackoff: true,
  expireInSeconds: 60,
  deleteAfterSeconds: 86_400,
  notify: true,
};
/** While the queue is told of new jobs this is the pause between two of a backlog. Measured: without it, 30 s. */
const POLLING = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
const WEBHOOKS_AT_ONCE = 4;

interface RunJob {
  run_id: string;
}

export interface OpenQueue extends Queue {
  jobs: Jobs;
  /** Puts runs that wait back into the queue when no job of theirs is there. */
  restore(runIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The queue on the database that `connection` names; its tables are made and brought up to date by itself. */
export async function openQueue(
  connection: ConstructorOptions,
  log: Log,
  tuning: { webhooks?: Partial<typeof WEBHOOK_QUEUE> } = {},
): Promise<OpenQueue> {
  const boss = new PgBoss({ ...connection, schema: 'pgboss', useListenNotify: true, superviseIntervalSeconds: 1, schedule: false });
  boss.on('error', (error) => log.warn('the queue had an error', { error: error.message }));
  boss.on('warning', (warning) => log.debug('the queue warns', { warning: warning.message }));
  await boss.start();
  await boss.createQueue(RUNS, RUN_QUEUE);
  await boss.createQueue(WEBHOOKS, { ...WEBHOOK_QUEUE, ...tuning.webhooks });
  const retries = tuning.webhooks?.retryLimit ?? WEBHOOK_QUEUE.retryLimit;
  const take = async (name: string, options: object, handle: (job: Job<RunJob>) => Promise<void>) => {
    const id = await boss.work<RunJob>(name, { ...POLLING, ...options }, async (jobs) => {
      for (const job of jobs) await handle(job);
    });
    return { stop: () => boss.offWork(name, { id, wait: false }) };
  };
  return {
    jobs: {
      async sendRun(runId, transaction) {
        await boss.send(RUNS, { run_id: runId }, { db: fromKysely(transaction) });
      },
      async sendWebhook(runId, transaction) {
        await boss.send(WEBHOOKS, { run_id: runId }, { db: fromKysely(transaction) });
      },
    },
    takeRuns: (capacity, carryOut: (run: QueuedRun) => Promise<void>) =>
      take(RUNS, { localConcurrency: capacity, heartbeatRefreshSeconds: 2 }, (job) =>
        carryOut({ run_id: job.data.run_id, signal: job.signal }),
      ),
    takeWebhooks: (deliver) =>
      take(WEBHOOKS, { localConcurrency: WEBHOOKS_AT_ONCE }, (job) =>
        deliver({ run_id: job.data.run_id, attempt: job.retryCount + 1, last: job.retryCount >= retries }),
      ),
    async restore(runIds) {
      for (const runId of runIds) {
        const [waiting] = await boss.findJobs(RUNS, { data: { run_id: runId }, queued: true, limit: 1 });
        if (waiting) continue;
        log.warn('a run had lost its place in the queue', { run_id: runId });
        await boss.send(RUNS, { run_id: runId });
      }
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}
