import type { Deadline } from '../base/index.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { FileStore } from './file-store.ts';
import type { KeyStore } from './key-store.ts';
import type { Queue } from './queue.ts';
import type { RunStore } from './run-store.ts';
import type { WorkerStore } from './worker-store.ts';

/** Everything that outlives a process. Opened by `openStorage`. */
export interface Storage {
  readonly runs: RunStore;
  readonly workers: WorkerStore;
  readonly keys: KeyStore;
  readonly files: FileStore;
  readonly artifacts: ArtifactStore;
  readonly queue: Queue;
  /** Rejects with a clear message when the database does not answer. */
  check(deadline: Deadline): Promise<void>;
  /** Closes the connections and releases the data folder. Safe to call twice. */
  close(): Promise<void>;
}
