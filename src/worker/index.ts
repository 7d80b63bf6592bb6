export { startWorker, type Worker } from './start-worker.ts';
export type { WorkerParts } from './worker-deps.ts';
