import { storageConformance } from './testing/storage-conformance.ts';
import { testDatabase } from './testing/test-database.ts';

storageConformance(() => testDatabase());
