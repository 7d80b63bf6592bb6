import { sql } from 'kysely';

/** The database's clock in milliseconds, which are all that a timestamp carries outside: a cursor then means exactly one row. */
export const NOW = sql<Date>`date_trunc('milliseconds', clock_timestamp())`;
