import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import type { Log } from '../../base/log.ts';
import { RoteError } from '../../contract/errors.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { migrate, SCHEMA } from './migrations.ts';
import type { Tables } from './schema.ts';

/** Connections of one process to a Postgres; the queue keeps a few of its own. */
const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 10_000;

export interface Database {
  /** Bound to the schema of Rote. */
  db: Kysely<Tables>;
  /** How the queue reaches the same database. */
  queue: ConstructorOptions;
  close(): Promise<void>;
}

/** The database at this address, brought up to this version. SETUP_FAILED when it cannot be reached. */
export async function openPostgres(url: string, log: Log): Promise<Database> {
  const { default: pg } = await import('pg');
  let pool: InstanceType<typeof pg.Pool>;
  try {
    pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'rote' });
  } catch (cause) {
    throw unreachable(cause);
  }
  // A connection that breaks while nobody uses it: the pool opens another one.
  pool.on('error', (error) => log.warn('a connection to the database was lost', { error: error.message }));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await (await pool.connect().catch((cause: unknown) => Promise.reject(unreachable(cause)))).release();
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db: db.withSchema(SCHEMA), queue: { connectionString: url, max: 4 }, close: () => db.destroy() };
}

/** The embedded database in `<dataFolder>/db`, for this process alone. CONFLICT while another one has it. */
export async function openEmbedded(dataFolder: string): Promise<Database> {
  const release = await lockDataFolder(dataFolder);
  try {
    const [{ PGlite }, { fromPglite }] = await Promise.all([import('@electric-sql/pglite'), import('pg-boss')]);
    const folder = join(dataFolder, 'db');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const pglite = await PGlite.create(folder);
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    const close = async () => {
      if (!pglite.closed) await pglite.close();
      await release();
    };
    try {
      await migrate(db);
    } catch (error) {
      await close();
      throw error;
    }
    return { db: db.withSchema(SCHEMA), queue: { db: fromPglite(pglite), backend: 'pglite' }, close };
  } catch (error) {
    await release();
    throw error;
  }
}

function unreachable(cause: unknown): RoteError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RoteError(
    'SETUP_FAILED',
    `The database cannot be reached (${why || 'no answer'}): check --database-url or ROTE_DATABASE_URL.`,
    { cause },
  );
}
