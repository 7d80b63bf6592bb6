import { type Kysely, sql } from 'kysely';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Tables } from './schema.ts';

/** Rejects with SETUP_FAILED when the database does not answer before the deadline. */
export async function checkDatabase(db: Kysely<Tables>, deadline: Deadline): Promise<void> {
  try {
    await deadline.race(sql`select 1`.execute(db));
  } catch (cause) {
    throw new RoteError('SETUP_FAILED', 'The database does not answer.', { cause });
  }
}
