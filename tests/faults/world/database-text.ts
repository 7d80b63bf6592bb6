import { join } from 'node:path';
import type { World } from './world.ts';

interface Rows {
  rows: Record<string, unknown>[];
}

/** Every row of every table of the service, the queue's included, as one text: what lies compressed in the database's files is readable here. */
export async function databaseText(world: World): Promise<string> {
  return world.databaseUrl === undefined ? embeddedText(join(world.dataFolder, 'db')) : postgresText(world.databaseUrl);
}

/** One statement on the Postgres of a world. */
export async function sql(world: World, statement: string): Promise<Rows> {
  if (world.databaseUrl === undefined) throw new Error('only Postgres lets a test look into it while a service runs');
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

async function embeddedText(folder: string): Promise<string> {
  const { PGlite } = await import('@electric-sql/pglite');
  const pglite = await PGlite.create(folder);
  try {
    return await allRows((statement) => pglite.query<Record<string, unknown>>(statement));
  } finally {
    await pglite.close();
  }
}

async function postgresText(url: string): Promise<string> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await allRows((statement) => client.query(statement));
  } finally {
    await client.end();
  }
}

async function allRows(query: (statement: string) => Promise<Rows>): Promise<string> {
  const tables = await query(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')",
  );
  const texts: string[] = [];
  for (const { name } of tables.rows)
    texts.push(...(await query(`select t::text as row from ${name} t`)).rows.map(({ row }) => String(row)));
  return texts.join('\n');
}
