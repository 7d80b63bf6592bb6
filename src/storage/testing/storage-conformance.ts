import { filesConformance } from './files-conformance.ts';
import { keysAndWorkersConformance } from './keys-and-workers-conformance.ts';
import { listConformance } from './list-conformance.ts';
import { openingConformance } from './opening-conformance.ts';
import { retentionConformance } from './retention-conformance.ts';
import { runIndexConformance } from './run-index-conformance.ts';
import { runStoreConformance } from './run-store-conformance.ts';
import type { TestDatabase } from './test-database.ts';

/** What every database must do, without its queue, which takes as long again. `makeDatabase` returns an empty database. */
export function storageConformance(makeDatabase: () => Promise<TestDatabase>): void {
  openingConformance(makeDatabase);
  runStoreConformance(makeDatabase);
  runIndexConformance(makeDatabase);
  listConformance(makeDatabase);
  keysAndWorkersConformance(makeDatabase);
  filesConformance(makeDatabase);
  retentionConformance(makeDatabase);
}
