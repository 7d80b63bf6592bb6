import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { silentLog } from '../../base/index.ts';
import { type Database, openEmbedded, openPostgres } from '../database/open-database.ts';
import { openStorage, type StorageOptions } from '../open-storage.ts';
import { type OpenQueue, openQueue } from '../queue/pg-boss-queue.ts';
import type { RunStore } from '../run-store.ts';
import { createSqlRunStore } from '../runs/sql-run-store.ts';
import type { Storage } from '../storage.ts';
import { bytesBelow } from './bytes-below.ts';

/** An empty database and a data folder, for one test. */
export interface TestDatabase {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
  open(change?: Partial<StorageOptions>): Promise<Storage>;
  /** The database, queue and store that a storage consists of, for tests that look underneath. */
  openInternals(): Promise<Database & { jobs: OpenQueue; runs: RunStore }>;
  /** All bytes of the files of the closed database. */
  bytes(): Promise<Buffer>;
  remove(): Promise<void>;
}

let empty: Promise<string> | undefined;

/** An embedded database without tables, created once per test process: that takes seconds. */
function emptyEmbedded(): Promise<string> {
  empty ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rote-storage-empty-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await (await PGlite.create(folder)).close();
    return folder;
  })();
  return empty;
}

/** Default: an embedded database. */
export async function testDatabase(server?: { databaseUrl: string; dataFolder: string }): Promise<TestDatabase> {
  const databaseUrl = server?.databaseUrl;
  const folder = await mkdtemp(join(tmpdir(), 'rote-storage-'));
  if (server === undefined) await cp(await emptyEmbedded(), join(folder, 'db'), { recursive: true });
  return {
    folder,
    databaseUrl,
    open: (change) =>
      openStorage({
        databaseUrl,
        dataFolder: folder,
        artifacts: { kind: 'folder', folder: join(folder, 'runs') },
        log: silentLog,
        ...change,
      }),
    async openInternals() {
      const database = databaseUrl === undefined ? await openEmbedded(folder, true) : await openPostgres(databaseUrl, silentLog, true);
      const jobs = await openQueue(database.queue, silentLog);
      const close = async () => {
        await jobs.close();
        await database.close();
      };
      return { ...database, jobs, runs: createSqlRunStore(database.db, jobs.jobs), close };
    },
    bytes: () => bytesBelow(server?.dataFolder ?? join(folder, 'db')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
