export type { ArtifactStore, OpenArtifact } from './artifact-store.ts';
export { parseArtifactsUrl } from './artifacts/parse-artifacts-url.ts';
export type { KeyStore, StoredKey, VisibleRuns } from './key-store.ts';
export { openStorage, type StorageOptions } from './open-storage.ts';
export type { DueWebhook, Queue } from './queue.ts';
export { retain } from './retain.ts';
export type { CreatedRun, NewRun, RunEnd, RunFilter, RunStore, StoredArtifact, StoredRun, Totals } from './run-store.ts';
export type { Storage } from './storage.ts';
export type { StoredWorker, WorkerStore } from './worker-store.ts';
