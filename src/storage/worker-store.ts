import type { ProcessIdentity } from '../base/index.ts';

/** A process that executes runs. */
export interface StoredWorker extends ProcessIdentity {
  id: string;
  capacity: number;
  version: string;
  /** ISO 8601, by the database's clock. */
  seen_at: string;
}

/** The running workers. A worker that has not been seen for a while is lost, and others take over its runs. */
export interface WorkerStore {
  register(worker: Omit<StoredWorker, 'seen_at'>): Promise<void>;
  /** false when the worker was declared lost in the meantime: its runs are no longer its own. */
  beat(id: string): Promise<boolean>;
  list(): Promise<StoredWorker[]>;
  /** Workers not seen for this long, by the database's clock. */
  silent(forMs: number): Promise<StoredWorker[]>;
  remove(id: string): Promise<void>;
}
