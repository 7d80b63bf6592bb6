import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import type { ConstructorOptions } from 'pg-boss';
import { errorMessage, type Log } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { lockDataFolder } from './lock-data-folder.ts';
import { migrate, SCHEMA } from './migrations.ts';
import type { Tables } from './schema.ts';

/** Connections of one process to a Postgres; the queue keeps a few of its own. */
const POOL_SIZE = 10;
const QUEUE_POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 10_000;
/** No statement takes nearly this long: one that does has lost its server. */
const STATEMENT_TIMEOUT_MS = 60_000;

/** Postgres would keep 128 MB of pages in memory. The embedded database is on a local disk, which the system caches anyway. */
const SMALL_CACHE = ['-c', 'shared_buffers=16MB'];

export interface Database {
  /** Bound to the schema of Rote. */
  db: Kysely<Tables>;
  /** How the queue connects to the same database. */
  queue: ConstructorOptions;
  close(): Promise<void>;
}

/** Opens and migrates the database at this address. SETUP_FAILED when it cannot be reached. */
export async function openPostgres(url: string, log: Log, mayMigrate: boolean): Promise<Database> {
  // The address may hold a password: the error does not repeat it.
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) throw unreachable(new Error('its address does not start with postgres://'));
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    application_name: 'rote',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  });
  // An idle connection that breaks emits an error here; the pool opens another one.
  pool.on('error', (error) => log.warn('a connection to the database was lost', { error: error.message }));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await (await pool.connect().catch((cause: unknown) => Promise.reject(unreachable(cause)))).release();
    await migrate(db, mayMigrate);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const queue = {
    connectionString: url,
    max: QUEUE_POOL_SIZE,
    application_name: 'rote-queue',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    migrate: mayMigrate,
  };
  return { db: db.withSchema(SCHEMA), queue, close: () => db.destroy() };
}

/** Opens and migrates the embedded database in `<dataFolder>/db`, for this process alone. CONFLICT while another process holds the folder. */
export async function openEmbedded(dataFolder: string, mayMigrate: boolean): Promise<Database> {
  const opened = new AsyncDisposableStack();
  try {
    opened.defer(await lockDataFolder(dataFolder));
    const [{ PGlite }, { fromPglite }] = await Promise.all([import('@electric-sql/pglite'), import('pg-boss')]);
    const folder = join(dataFolder, 'db');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const pglite = await PGlite.create(folder, { startParams: [...PGlite.defaultStartParams, ...SMALL_CACHE] });
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    opened.defer(async () => {
      if (!pglite.closed) await pglite.close();
    });
    await migrate(db, mayMigrate);
    const queue = { db: fromPglite(pglite), backend: 'pglite' as const, migrate: mayMigrate };
    return { db: db.withSchema(SCHEMA), queue, close: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

function unreachable(cause: unknown): RoteError {
  const why = errorMessage(cause);
  return new RoteError(
    'SETUP_FAILED',
    `The database cannot be reached (${why || 'no answer'}): check --database-url or ROTE_DATABASE_URL.`,
    { cause },
  );
}
