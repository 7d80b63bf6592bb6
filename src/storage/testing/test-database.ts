import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../base/log.ts';
import { type Database, openEmbedded, openPostgres } from '../database/open-database.ts';
import { openStorage, type StorageOptions } from '../open-storage.ts';
import { type OpenQueue, openQueue } from '../queue/pg-boss-queue.ts';
import type { RunStore } from '../run-store.ts';
import { createSqlRunStore } from '../runs/sql-run-store.ts';
import type { Storage } from '../storage.ts';

/** An empty database and a data folder of a test's own. */
export interface TestDatabase {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
  open(change?: Partial<StorageOptions>): Promise<Storage>;
  /** What storage is made of, for tests that look underneath. */
  openParts(): Promise<Database & { jobs: OpenQueue; runs: RunStore }>;
  remove(): Promise<void>;
}

export async function testDatabase(databaseUrl?: string): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-storage-'));
  return {
    folder,
    databaseUrl,
    open: (change) =>
      openStorage({
        ...(databaseUrl !== undefined && { databaseUrl }),
        dataFolder: folder,
        artifacts: { kind: 'folder', folder: join(folder, 'runs') },
        log: silentLog,
        ...change,
      }),
    async openParts() {
      const database = databaseUrl === undefined ? await openEmbedded(folder, true) : await openPostgres(databaseUrl, silentLog, true);
      const jobs = await openQueue(database.queue, silentLog);
      const close = async () => {
        await jobs.close();
        await database.close();
      };
      return { ...database, jobs, runs: createSqlRunStore(database.db, jobs.jobs), close };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
