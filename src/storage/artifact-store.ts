import type { Readable } from 'node:stream';
import type { Deadline } from '../base/index.ts';

export interface OpenArtifact {
  bytes: number;
  /** Emits an error when the transfer breaks off. A reader that stops early destroys it. */
  stream: Readable;
}

/** Keeps the files of ended runs, in a folder or in S3-compatible storage. A path holds a whole file or nothing. */
export interface ArtifactStore {
  /**
   * Commits files of a run folder (paths inside it, forward slashes), `manifest.json` last. Safe to repeat after a crash. Copies nothing when the
   * folder is already inside the store. Rejects with STORAGE_FULL, or with the error of the store.
   */
  commit(runId: string, folder: string, paths: readonly string[], deadline: Deadline): Promise<void>;
  /** Whether this folder is where the store keeps the run, so it must not be removed. */
  keeps(runId: string, folder: string): Promise<boolean>;
  /** undefined: no such file. The caller has checked `path` against the index; traversal is refused here nevertheless. */
  open(runId: string, path: string): Promise<OpenArtifact | undefined>;
  remove(runId: string, deadline: Deadline): Promise<void>;
  /** Resolves when the store can be written, rejects with a clear message otherwise. For /readyz. */
  check(deadline: Deadline): Promise<void>;
}
