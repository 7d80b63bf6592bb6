import type { ConstructorOptions } from 'pg-boss';
import { fromKysely, type Job, PgBoss } from 'pg-boss';
import { errorMessage, type Log } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Queue } from '../queue.ts';
import type { Jobs } from './jobs.ts';

export const RUN_QUEUE_NAME = 'rote-runs';
const WEBHOOK_QUEUE_NAME = 'rote-webhooks';

/** A run is not idempotent: its job is handed out once and fails together with its worker. */
const RUN_QUEUE = {
  retryLimit: 0,
  heartbeatSeconds: 10,
  expireInSeconds: 2 * 3_600,
  deleteAfterSeconds: 86_400,
  retentionSeconds: 30 * 86_400,
  notify: true,
};
/** Retried after 15 s, 30 s, 1 min, … for about an hour. */
export const WEBHOOK_QUEUE = {
  retryLimit: 8,
  retryDelay: 15,
  retryBackoff: true,
  expireInSeconds: 60,
  deleteAfterSeconds: 86_400,
  notify: true,
};
/** New jobs are announced by NOTIFY; this is the pause between two jobs of a backlog. Measured: 30 s without it. */
const POLLING = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
/** A dead worker is noticed soon only with both: how often each process looks, and how often all together look at one queue (default: every minute). */
const SUPERVISION = { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1 };
const WEBHOOK_CONCURRENCY = 4;
const ERROR_LOG_INTERVAL_MS = 5_000;
/** A run that returns to the queue takes precedence over later ones. */
const RETURNED = { priority: 1 };

interface RunJob {
  run_id: string;
}

export interface OpenQueue extends Queue {
  jobs: Jobs;
  /** Returns queued runs without a job to the queue. */
  restore(runIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the queue in the database of `connection`; creates and migrates its tables. SETUP_FAILED when that fails. */
export async function openQueue(
  connection: ConstructorOptions,
  log: Log,
  tuning: { webhooks?: Partial<typeof WEBHOOK_QUEUE> } = {},
): Promise<OpenQueue> {
  const webhooks = { ...WEBHOOK_QUEUE, ...tuning.webhooks };
  const boss = new PgBoss({
    ...connection,
    ...SUPERVISION,
    schema: 'pgboss',
    useListenNotify: true,
    schedule: false,
    openTelemetry: { enabled: false },
  });
  boss.on(
    'error',
    throttled((error: Error) => log.warn('the queue had an error', { error: error.message })),
  );
  boss.on('warning', (warning) => log.debug('the queue reported a warning', { warning: warning.message }));
  await start(boss, webhooks);
  const sendRun = (runId: string, options: object) => boss.send(RUN_QUEUE_NAME, { run_id: runId }, options);
  const take = async (
    name: string,
    options: object,
    handle: (job: Job<RunJob>) => Promise<void>,
    giveBack: (job: Job<RunJob>) => Promise<void>,
  ) => {
    let stopped = false;
    const id = await boss.work<RunJob>(name, { ...POLLING, ...options }, async (jobs) => {
      // A job that arrives during `stop` is not begun.
      for (const job of jobs) await (stopped ? giveBack(job) : handle(job));
    });
    return {
      async stop() {
        stopped = true;
        await boss.offWork(name, { id, wait: false });
      },
    };
  };
  return {
    jobs: {
      async sendRun(runId, transaction) {
        await sendRun(runId, { db: fromKysely(transaction) });
      },
      async sendWebhook(runId, transaction) {
        await boss.send(WEBHOOK_QUEUE_NAME, { run_id: runId }, { db: fromKysely(transaction) });
      },
    },
    takeRuns: (capacity, handle) =>
      take(
        RUN_QUEUE_NAME,
        { localConcurrency: capacity, heartbeatRefreshSeconds: 2 },
        (job) => handle({ run_id: job.data.run_id, signal: job.signal }),
        async (job) => {
          await sendRun(job.data.run_id, RETURNED);
        },
      ),
    takeWebhooks: (deliver) =>
      take(
        WEBHOOK_QUEUE_NAME,
        { localConcurrency: WEBHOOK_CONCURRENCY },
        (job) => deliver({ run_id: job.data.run_id, attempt: job.retryCount + 1, last: job.retryCount >= webhooks.retryLimit }),
        () => Promise.reject(new Error('this process is shutting down')),
      ),
    async restore(runIds) {
      for (const runId of runIds) {
        log.warn('a queued run had lost its job and was returned to the queue', { run_id: runId });
        await sendRun(runId, RETURNED);
      }
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}

/** An unreachable database causes several errors a second: only one per interval is logged. */
function throttled(report: (error: Error) => void): (error: Error) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - reportedAt < ERROR_LOG_INTERVAL_MS) return;
    reportedAt = performance.now();
    report(error);
  };
}

async function start(boss: PgBoss, webhooks: typeof WEBHOOK_QUEUE): Promise<void> {
  try {
    await boss.start();
    for (const [name, options] of [
      [RUN_QUEUE_NAME, RUN_QUEUE],
      [WEBHOOK_QUEUE_NAME, webhooks],
    ] as const) {
      await boss.createQueue(name, options);
      // A queue that an earlier version created gets the settings of this version.
      await boss.updateQueue(name, options);
    }
  } catch (cause) {
    await boss.stop({ graceful: false, close: true });
    const why = errorMessage(cause);
    throw new RoteError('SETUP_FAILED', `The queue in the database could not be opened: ${why}`, { cause });
  }
}
