import { everyInBackground, type Log } from '../base/index.ts';
import { createFolderArtifacts } from './artifacts/folder-artifacts.ts';
import type { ArtifactsPlace } from './artifacts/parse-artifacts-url.ts';
import { createS3Artifacts } from './artifacts/s3-artifacts.ts';
import { checkDatabase } from './database/check-database.ts';
import { openEmbedded, openPostgres } from './database/open-database.ts';
import { openQueue, type WEBHOOK_QUEUE } from './queue/pg-boss-queue.ts';
import { runsWithoutJob } from './queue/runs-without-job.ts';
import { createSqlRunStore } from './runs/sql-run-store.ts';
import { createSqlKeyStore } from './sql-key-store.ts';
import { createSqlWorkerStore } from './sql-worker-store.ts';
import type { Storage } from './storage.ts';

export interface StorageOptions {
  /** Of a Postgres. Without it: the embedded database in `<dataFolder>/db`, for this process alone. */
  databaseUrl?: string;
  dataFolder: string;
  artifacts: ArtifactsPlace;
  log: Log;
  /** false: a database that is older than this program is refused instead of brought up to it. */
  migrate?: boolean;
  /** How often and after how many seconds webhooks are tried again; for tests. */
  webhooks?: Partial<typeof WEBHOOK_QUEUE>;
  /** How often runs that wait are looked for in the queue, ms; for tests. */
  restoreMs?: number;
}

/** A job whose taker died before it claimed the run is given up by the queue after 10 s; its run waits for one round more. */
const RESTORE_MS = 15_000;

/**
 * Opens everything that outlives a process, brought up to this version. CONFLICT when another process has the data folder, SETUP_FAILED when
 * the database cannot be reached or is newer than this program.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { log, artifacts: place, webhooks, migrate = true } = options;
  const closing = new AsyncDisposableStack();
  try {
    const database =
      options.databaseUrl === undefined
        ? await openEmbedded(options.dataFolder, migrate)
        : await openPostgres(options.databaseUrl, log, migrate);
    closing.defer(database.close);
    const { db } = database;
    const artifacts = place.kind === 's3' ? await createS3Artifacts(place) : createFolderArtifacts(place.folder);
    const queue = await openQueue(database.queue, log, webhooks && { webhooks });
    closing.defer(queue.close);
    // A run that is queued and has no job would wait for ever.
    const restore = async () => queue.restore(await runsWithoutJob(db));
    await restore();
    closing.defer(everyInBackground('looking for runs that lost their place', options.restoreMs ?? RESTORE_MS, restore, log));
    let closed: Promise<void> | undefined;
    return {
      runs: createSqlRunStore(db, queue.jobs),
      workers: createSqlWorkerStore(db),
      keys: createSqlKeyStore(db),
      artifacts,
      queue,
      check: (deadline) => checkDatabase(db, deadline),
      close: () => (closed ??= closing.disposeAsync()),
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}
