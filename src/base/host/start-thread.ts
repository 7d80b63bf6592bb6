import { Worker } from 'node:worker_threads';

/** Starts a thread that gets nothing of the environment. One that needs more heap ends with ERR_WORKER_OUT_OF_MEMORY. */
export function startThread(file: string, { workerData, maxHeapMb }: { workerData: unknown; maxHeapMb: number }): Worker {
  return new Worker(file, { workerData, env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
}
