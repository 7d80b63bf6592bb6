import { parentPort, workerData } from 'node:worker_threads';
import { ArchiveError, type ArchiveLimits, errorMessage } from '../../base/index.ts';
import { Secret, SecretBook } from '../../secrets/index.ts';
import { errnoOf } from '../errno.ts';
import { rewriteTrace } from './rewrite-trace.ts';
import { SealError } from './seal-error.ts';

/** Input of the thread: a raw trace, the path of its clean copy, and the secrets to remove. */
export interface SealJob {
  rawZip: string;
  target: string;
  limits: ArchiveLimits | undefined;
  secrets: readonly string[];
  /** Shared: not 0 once the thread should stop. */
  stop: Int32Array;
}

/**
 * `reason` completes the sentence "The trace was not kept: …", without its full stop. `errno` is the system's error
 * code, or '' for any other failure.
 */
export type SealResult = { ok: true } | { ok: false; reason: string; errno: string };

async function seal({ rawZip, target, limits, secrets, stop }: SealJob): Promise<SealResult> {
  const book = new SecretBook();
  for (const [index, value] of secrets.entries()) book.add(`secret:${index}`, new Secret(value));
  try {
    await rewriteTrace(rawZip, target, book, {
      limits,
      checkpoint: () => {
        if (Atomics.load(stop, 0) !== 0) throw new SealError('it took too long');
      },
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: book.redact(reasonOf(error)), errno: errnoOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SealError) return `${error.message}, and a trace that may hold a secret is never kept`;
  if (error instanceof ArchiveError) return error.message;
  return `it could not be rewritten (${errorMessage(error)})`;
}

// The empty list transfers nothing: the result is copied.
parentPort?.postMessage(await seal(workerData as SealJob), []);
