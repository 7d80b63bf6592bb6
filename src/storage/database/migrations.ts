import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { errorMessage } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { NOW } from './now.ts';
import type { Tables } from './schema.ts';

export const SCHEMA = 'rote';

/** In the order of their names. A released migration never changes. */
const MIGRATIONS: Record<string, Migration> = {
  '0001_runs': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('runs')
        .addColumn('run_id', 'text', (column) => column.primaryKey())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('directive', 'text', (column) => column.notNull())
        .addColumn('playbook', 'text')
        .addColumn('config', 'json', (column) => column.notNull())
        .addColumn('report', 'json')
        .addColumn('error', 'json')
        .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(NOW))
        .addColumn('started_at', 'timestamptz')
        .addColumn('finished_at', 'timestamptz')
        .addColumn('stop_requested_at', 'timestamptz')
        .addColumn('persisted_at', 'timestamptz')
        .addColumn('inactive_since', 'timestamptz')
        .addColumn('worker', 'text')
        .addColumn('sandbox_url', 'text')
        .addColumn('traceparent', 'text')
        .addColumn('sealed', 'text')
        .addColumn('sealed_webhook', 'text')
        .addColumn('artifact_bytes', 'float8', (column) => column.notNull().defaultTo(0))
        .addColumn('idempotency_owner', 'text')
        .addColumn('idempotency_key', 'text')
        .addColumn('idempotency_fingerprint', 'text')
        .addUniqueConstraint('runs_idempotency', ['idempotency_owner', 'idempotency_key'])
        .execute();
      await db.schema.createIndex('runs_newest').on('runs').columns(['created_at desc', 'run_id desc']).execute();
      await db.schema.createIndex('runs_statuses').on('runs').column('status').execute();
      await db.schema.createIndex('runs_ended').on('runs').column('finished_at').where(sql.ref('persisted_at'), 'is not', null).execute();
      await db.schema.createIndex('runs_open').on('runs').column('worker').where(sql.ref('persisted_at'), 'is', null).execute();
      await db.schema
        .createTable('events')
        .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id').onDelete('cascade'))
        .addColumn('id', 'integer', (column) => column.notNull())
        .addColumn('body', 'json', (column) => column.notNull())
        .addPrimaryKeyConstraint('events_pkey', ['run_id', 'id'])
        .execute();
      await db.schema
        .createTable('artifacts')
        .addColumn('run_id', 'text', (column) => column.notNull().references('runs.run_id').onDelete('cascade'))
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('bytes', 'float8', (column) => column.notNull())
        .addColumn('sha256', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('artifacts_pkey', ['run_id', 'path'])
        .execute();
      await db.schema
        .createTable('workers')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('host', 'text', (column) => column.notNull())
        .addColumn('pid', 'integer', (column) => column.notNull())
        .addColumn('started', 'text', (column) => column.notNull())
        .addColumn('capacity', 'integer', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('seen_at', 'timestamptz', (column) => column.notNull().defaultTo(NOW))
        .execute();
      await db.schema
        .createTable('api_keys')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(NOW))
        .addColumn('last_used_at', 'timestamptz')
        .addColumn('revoked_at', 'timestamptz')
        .execute();
      await db.schema
        .createIndex('api_keys_names')
        .unique()
        .on('api_keys')
        .column('name')
        .where(sql.ref('revoked_at'), 'is', null)
        .execute();
      await db.schema
        .createTable('counters')
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('labels', 'text', (column) => column.notNull())
        .addColumn('value', 'float8', (column) => column.notNull())
        .addPrimaryKeyConstraint('counters_pkey', ['name', 'labels'])
        .execute();
    },
  },
  // The defaults hold for what was there before, and for what older processes still write: those keys see all runs.
  '0002_owners': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('runs')
        .addColumn('owner', 'text', (column) => column.notNull().defaultTo(''))
        .execute();
      await db.schema.createIndex('runs_of_owner').on('runs').columns(['owner', 'created_at desc', 'run_id desc']).execute();
      await db.schema
        .alterTable('api_keys')
        .addColumn('sees', 'text', (column) => column.notNull().defaultTo('all'))
        .execute();
      await sql`update ${sql.id(SCHEMA, 'runs')} set owner = idempotency_owner where idempotency_owner is not null`.execute(db);
    },
  },
  '0003_files': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('files')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('owner', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('bytes', 'bigint', (column) => column.notNull())
        .addColumn('sha256', 'text', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
        .addColumn('run_id', 'text')
        .execute();
      await db.schema.createIndex('files_of_run').on('files').column('run_id').execute();
      await db.schema.createIndex('files_of_owner').on('files').column('owner').execute();
    },
  },
};

/**
 * Migrates the database to this version. SETUP_FAILED when a newer version of Rote has migrated it, or when it is out of date and `mayMigrate` is
 * false. Several processes may do this at once.
 */
export async function migrate(db: Kysely<Tables>, mayMigrate: boolean): Promise<void> {
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !(name in MIGRATIONS));
  if (unknown.length > 0) {
    throw new RoteError(
      'SETUP_FAILED',
      `The database was migrated by a newer version of Rote (${unknown.join(', ')}): use that version, or restore a backup.`,
    );
  }
  if (applied.length === Object.keys(MIGRATIONS).length) return;
  if (!mayMigrate)
    throw new RoteError('SETUP_FAILED', 'The database is older than this program: start one process that migrates it first.');
  const migrator = new Migrator({
    db: db.withSchema(SCHEMA),
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableSchema: SCHEMA,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const why = errorMessage(error);
    throw new RoteError('SETUP_FAILED', `The database could not be migrated to this version: ${why}`, { cause: error });
  }
}

/** Names of the migrations that any version has run on this database. */
async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const tables = await sql<{ found: string | null }>`select to_regclass('rote.kysely_migration')::text as found`.execute(db);
  if (tables.rows[0]?.found == null) return [];
  const rows = await db
    .withSchema(SCHEMA)
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return rows.map((row) => row.name);
}
