import type { Log } from '../base/log.ts';
import { createFolderArtifacts } from './artifacts/folder-artifacts.ts';
import type { ArtifactsPlace } from './artifacts/parse-artifacts-url.ts';
import { createS3Artifacts } from './artifacts/s3-artifacts.ts';
import { checkDatabase } from './database/check-database.ts';
import { openEmbedded, openPostgres } from './database/open-database.ts';
import { openQueue, type WEBHOOK_QUEUE } from './queue/pg-boss-queue.ts';
import { queuedRuns } from './runs/queued-runs.ts';
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
  /** How often and after how many seconds webhooks are tried again; for tests. */
  webhooks?: Partial<typeof WEBHOOK_QUEUE>;
}

/** How often runs that wait are looked for in the queue. */
const RESTORE_MS = 60_000;

/**
 * Opens everything that outlives a process, brought up to this version. CONFLICT when another process has the data folder, SETUP_FAILED when
 * the database cannot be reached or is newer than this program.
 */
export async function openStorage({ databaseUrl, dataFolder, artifacts, log, webhooks }: StorageOptions): Promise<Storage> {
  const database = databaseUrl === undefined ? await openEmbedded(dataFolder) : await openPostgres(databaseUrl, log);
  try {
    const { db } = database;
    const queue = await openQueue(database.queue, log, webhooks && { webhooks });
    const restore = async () => queue.restore(await queuedRuns(db));
    // A run that is queued and has no job would wait for ever.
    await restore();
    const timer = setInterval(() => {
      restore().catch((error: unknown) => log.warn('waiting runs could not be looked for', { error: String(error) }));
    }, RESTORE_MS);
    timer.unref();
    const files = artifacts.kind === 's3' ? await createS3Artifacts(artifacts) : createFolderArtifacts(artifacts.folder);
    let closing: Promise<void> | undefined;
    return {
      runs: createSqlRunStore(db, queue.jobs),
      workers: createSqlWorkerStore(db),
      keys: createSqlKeyStore(db),
      artifacts: files,
      queue,
      check: (deadline) => checkDatabase(db, deadline),
      close() {
        clearInterval(timer);
        closing ??= queue.close().then(database.close, async (error: unknown) => {
          log.warn('the queue did not close', { error: String(error) });
          await database.close();
        });
        return closing;
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
