import { InvalidAction } from '../../actions/index.ts';
import { Cancelled, DeadlineExceeded, errorMessage, printable } from '../../base/index.ts';
import { type ErrorBody, RoteError } from './errors.ts';

const STORAGE_ERRNOS = new Set(['ENOSPC', 'EDQUOT']);

/** Converts anything thrown to an ErrorBody. Never throws. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof RoteError) {
    const { code, message, failure, recovery, details } = error;
    return { code, message, failure, recovery, details };
  }
  if (error instanceof DeadlineExceeded) {
    return { code: 'TIMEOUT', message: error.message, details: { what: error.what, timeout_ms: error.timeoutMs } };
  }
  if (error instanceof InvalidAction) return { code: 'VALIDATION_FAILED', message: error.message, details: { problems: error.problems } };
  if (error instanceof Cancelled) return { code: 'RUN_TERMINATED', message: error.message };
  const errno = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (errno !== undefined && STORAGE_ERRNOS.has(errno)) {
    return {
      code: 'STORAGE_FULL',
      message: 'The disk that holds the run folder is full: free some space and run again.',
      details: { errno },
    };
  }
  // The browser's library colours its messages.
  return { code: 'INTERNAL_ERROR', message: printable(errorMessage(error)), details: errno === undefined ? undefined : { errno } };
}
