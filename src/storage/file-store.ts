/** A file that a client sent for a run to upload. Its content is in the artifact store. */
export interface StoredFile {
  id: string;
  /** Id of the API key that sent it, or '' where none is needed. */
  owner: string;
  name: string;
  bytes: number;
  sha256: string;
  created_at: string;
}

/** How much of an owner waits for runs. */
export interface WaitingFiles {
  count: number;
  bytes: number;
}

/** The files that clients sent. A run takes its files when it is created (`RunStore.create`): each goes to one run. */
export interface FileStore {
  add(file: Omit<StoredFile, 'created_at'>): Promise<StoredFile>;
  /** Files that no run has taken. */
  waiting(owner: string): Promise<WaitingFiles>;
  ofRun(runId: string): Promise<StoredFile[]>;
  /** Ids of files of runs that have ended or were removed, and of those that no run took since `sentBefore` (ISO 8601); at most 100. */
  expired(sentBefore: string): Promise<string[]>;
  /** Removes the row. The content is removed before. */
  remove(id: string): Promise<void>;
}

/** Where the artifact store keeps the content: no run can have this id. */
export function placeOfFile(id: string): { folder: string; path: string } {
  return { folder: `_${id}`, path: 'content' };
}
