import { everyInBackground, type Log } from '../base/index.ts';
import { createFolderArtifacts } from './artifacts/folder-artifacts.ts';
import type { ArtifactsPlace } from './artifacts/parse-artifacts-url.ts';
import { createS3Artifacts } from './artifacts/s3-artifacts.ts';
import { checkDatabase } from './database/check-database.ts';
import { openEmbedded, openPostgres } from './database/open-database.ts';
import { openQueue, type WEBHOOK_QUEUE } from './queue/pg-boss-queue.ts';
import { runsWithoutJob } from './queue/runs-without-job.ts';
import { createSqlRunStore } from './runs/sql-run-store.ts';
import { createSqlFileStore } from './sql-file-store.ts';
import { createSqlKeyStore } from './sql-key-store.ts';
import { createSqlWorkerStore } from './sql-worker-store.ts';
import type { Storage } from './storage.ts';

export interface StorageOptions {
  /** Address of a Postgres. Default: the embedded database in `<dataFolder>/db`, for this process alone. */
  databaseUrl?: string;
  dataFolder: string;
  artifacts: ArtifactsPlace;
  log: Log;
  /** false: refuses a database that is older than this program instead of migrating it. */
  migrate?: boolean;
  /** Retry limit and delays of webhooks; for tests. */
  webhooks?: Partial<typeof WEBHOOK_QUEUE>;
  /** How often queued runs without a job are looked for; for tests. */
  restoreMs?: number;
}

/** The queue gives up a job 10 s after its worker died; a run that was not claimed by then waits for the next round. */
const RESTORE_MS = 15_000;

/**
 * Opens and migrates everything that outlives a process. CONFLICT when another process holds the data folder, SETUP_FAILED when the database
 * cannot be reached or is newer than this program.
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
    const queue = await openQueue(database.queue, log, { webhooks });
    closing.defer(queue.close);
    // A queued run without a job would wait forever.
    const restore = async () => queue.restore(await runsWithoutJob(db));
    await restore();
    closing.defer(everyInBackground('looking for queued runs without a job', options.restoreMs ?? RESTORE_MS, restore, log));
    let closed: Promise<void> | undefined;
    return {
      runs: createSqlRunStore(db, queue.jobs),
      workers: createSqlWorkerStore(db),
      keys: createSqlKeyStore(db),
      files: createSqlFileStore(db),
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
