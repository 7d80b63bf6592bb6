import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ArchiveLimits, type Deadline, errorMessage, noDeadline, startModule, startThread } from '../../base/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { errnoOf } from '../errno.ts';
import type { SealedTrace } from '../recorder.ts';
import { storageFailure } from '../storage-failure.ts';
import type { SealJob, SealResult } from './seal-worker.ts';

const WORKER = startModule('src/recording/trace/seal-worker');
/** Enough for the largest allowed trace on a busy machine. */
const SEAL_TIMEOUT_MS = 120_000;
/**
 * Heap of the sealing thread. A trace that needs more is not kept. The bytes of a resource, one at a time, are outside
 * the heap.
 */
const MAX_HEAP_MB = 1024;

/**
 * A thread that is asked to stop does so between two lines or files. One that does not within this time is in a long
 * search and is terminated. Terminating it anywhere is no choice: Node aborts the whole process if it hits a thread
 * that is just setting up a decompression.
 */
const STOPS_WITHIN_MS = 2_000;

export interface SealOptions {
  limits?: ArchiveLimits | undefined;
  deadline?: Deadline | undefined;
}

/**
 * Rewrites a raw Playwright trace without secrets. Removes those of `secrets`, in every encoding, from every string of
 * its records and from every resource, compressed ones included. Masks all credential headers, cookies and storage
 * values, and their values wherever else they appear. Runs in a thread that ends with the deadline. The result is read
 * back and compared with what was searched before it gets its final name; in doubt or too late, no trace is kept.
 * Always removes the raw file. Never rejects.
 */
export async function sealTrace(
  rawZip: string,
  finalPath: string,
  secrets: SecretBook,
  { limits, deadline = noDeadline }: SealOptions = {},
): Promise<SealedTrace> {
  const temporary = join(dirname(finalPath), `.${randomUUID()}.tmp`);
  using own = deadline.within(SEAL_TIMEOUT_MS, 'cleaning the trace');
  const notKept = (reason: string): SealedTrace => ({ kept: false, reason: `${secrets.redact(reason)}.` });
  try {
    await mkdir(dirname(finalPath), { recursive: true });
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const job = { rawZip, target: temporary, limits, secrets: secrets.values().map((secret) => secret.reveal()), stop };
    const result = await rewriteInThread(job, own);
    if (!result.ok) return notKept(result.errno === '' ? result.reason : notWritten(result, finalPath));
    await rename(temporary, finalPath);
    return { kept: true, path: finalPath };
  } catch (error) {
    const reason = errorMessage(error);
    const errno = errnoOf(error);
    return notKept(errno === '' ? `it could not be rewritten (${reason})` : notWritten({ reason, errno }, finalPath));
  } finally {
    await Promise.allSettled([rm(temporary, { force: true }), rm(rawZip, { force: true })]);
  }
}

/** Resolves when the thread has ended. Passes the secrets to it in memory only. */
async function rewriteInThread(job: SealJob, deadline: Deadline): Promise<SealResult> {
  deadline.throwIfEnded();
  const worker = startThread(WORKER, { workerData: job, maxHeapMb: MAX_HEAP_MB });
  let termination: NodeJS.Timeout | undefined;
  const stop = () => {
    Atomics.store(job.stop, 0, 1);
    termination = setTimeout(() => void worker.terminate(), STOPS_WITHIN_MS);
  };
  deadline.signal.addEventListener('abort', stop, { once: true });
  let result: SealResult | undefined;
  let failure: unknown;
  worker.on('message', (message: SealResult) => {
    result = message;
  });
  worker.on('error', (error) => {
    failure = error;
  });
  await new Promise((ended) => worker.once('exit', ended));
  deadline.signal.removeEventListener('abort', stop);
  clearTimeout(termination);
  if (failure !== undefined) throw failure;
  deadline.throwIfEnded();
  return result ?? { ok: false, reason: 'the thread that cleans it ended early', errno: '' };
}

function notWritten({ reason, errno }: { reason: string; errno: string }, finalPath: string): string {
  return storageFailure(Object.assign(new Error(reason), { code: errno }), dirname(finalPath)).message.replace(/\.$/, '');
}
