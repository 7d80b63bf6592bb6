import type { ConstructorOptions } from 'pg-boss';
import { fromKysely, type Job, PgBoss } from 'pg-boss';
import { errorMessage, type Log } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Queue } from '../queue.ts';
import type { Jobs } from './jobs.ts';

export const RUN_QUEUE_NAME = 'rote-runs';
const WEBHOOK_QUEUE_NAME = 'rote-webhooks';

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
/** Both are needed to see a dead taker soon: how often a process looks, and how often any of them looks at a queue (else once a minute). */
const SUPERVISION = { superviseIntervalSeconds: 1, monitorIntervalSeconds: 1 };
const WEBHOOKS_AT_ONCE = 4;
const ERRORS_TOLD_EVERY_MS = 5_000;
/** What was put back goes before what came later. */
const PUT_BACK = { priority: 1 };

interface RunJob {
  run_id: string;
}

export interface OpenQueue extends Queue {
  jobs: Jobs;
  /** Puts runs that wait and have no job back into the queue. */
  restore(runIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * The queue on the database that `connection` names; its tables are made and brought up to date by itself. SETUP_FAILED when that cannot be
 * done.
 */
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
    sparingly((error: Error) => log.warn('the queue had an error', { error: error.message })),
  );
  boss.on('warning', (warning) => log.debug('the queue warns', { warning: warning.message }));
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
      // One that was on its way while somebody said stop is not begun.
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
    takeRuns: (capacity, carryOut) =>
      take(
        RUN_QUEUE_NAME,
        { localConcurrency: capacity, heartbeatRefreshSeconds: 2 },
        (job) => carryOut({ run_id: job.data.run_id, signal: job.signal }),
        async (job) => {
          await sendRun(job.data.run_id, PUT_BACK);
        },
      ),
    takeWebhooks: (deliver) =>
      take(
        WEBHOOK_QUEUE_NAME,
        { localConcurrency: WEBHOOKS_AT_ONCE },
        (job) => deliver({ run_id: job.data.run_id, attempt: job.retryCount + 1, last: job.retryCount >= webhooks.retryLimit }),
        () => Promise.reject(new Error('this process is ending')),
      ),
    async restore(runIds) {
      for (const runId of runIds) {
        log.warn('a run had lost its place in the queue', { run_id: runId });
        await sendRun(runId, PUT_BACK);
      }
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}

/** A database that is away makes an error at every look, several times a second: one in a while says it. */
function sparingly(tell: (error: Error) => void): (error: Error) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - toldAt < ERRORS_TOLD_EVERY_MS) return;
    toldAt = performance.now();
    tell(error);
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
      // One that an earlier version made gets the settings of this one.
      await boss.updateQueue(name, options);
    }
  } catch (cause) {
    await boss.stop({ graceful: false, close: true });
    const why = errorMessage(cause);
    throw new RoteError('SETUP_FAILED', `The queue in the database could not be opened: ${why}`, { cause });
  }
}
