export { startWorker, type Worker } from './start-worker.ts';
export type { WorkerDeps } from './worker-deps.ts';
