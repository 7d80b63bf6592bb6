import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../../tests/support/postgres.ts';
import { storageConformance } from './testing/storage-conformance.ts';
import { testDatabase } from './testing/test-database.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const makeDatabase = async () => testDatabase(await postgres.createDatabase());
storageConformance(makeDatabase);
