import { runStoreConformance } from './testing/run-store-conformance.ts';
import { testDatabase } from './testing/test-database.ts';

runStoreConformance(() => testDatabase());
