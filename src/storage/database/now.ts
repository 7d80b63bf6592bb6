import { sql } from 'kysely';

/** The database's clock, cut to milliseconds, the precision of a JavaScript date: a cursor then identifies exactly one row. */
export const NOW = sql<Date>`date_trunc('milliseconds', clock_timestamp())`;
