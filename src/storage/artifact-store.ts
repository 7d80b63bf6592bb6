import type { Readable } from 'node:stream';
import type { Deadline } from '../base/index.ts';

export interface OpenArtifact {
  bytes: number;
  /** Emits an error when it breaks off; a reader that stops destroys it. */
  stream: Readable;
}

/** Where the files of ended runs lie: a folder, or S3-compatible storage. A name holds a whole file or nothing. */
export interface ArtifactStore {
  /**
   * Commits files of a run folder (paths inside it, forward slashes), `manifest.json` last. Repeating it after a crash is safe. When the folder lies in
   * the store already nothing is copied. STORAGE_FULL, or what the store says.
   */
  commit(runId: string, folder: string, paths: readonly string[], deadline: Deadline): Promise<void>;
  /** Whether this folder is where the store keeps the run: then it must stay. */
  keeps(runId: string, folder: string): Promise<boolean>;
  /** undefined: no such file. `path` was checked against the index by the caller; traversal is refused here all the same. */
  open(runId: string, path: string): Promise<OpenArtifact | undefined>;
  remove(runId: string, deadline: Deadline): Promise<void>;
  /** The store itself can be written; rejects with a clear sentence. For /readyz. */
  check(deadline: Deadline): Promise<void>;
}
