import { errorMessage } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';
import { errnoOf } from './errno.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG', 'ELOOP', 'ENOENT']);

/** The error of a run whose folder cannot be written: STORAGE_FULL or SETUP_FAILED, with what to do about it. */
export function storageFailure(error: unknown, folder: string): RoteError {
  if (error instanceof RoteError) return error;
  const errno = errnoOf(error);
  const options = { cause: error, details: { folder, errno: errno || undefined } };
  if (FULL.has(errno))
    return new RoteError('STORAGE_FULL', `The disk that holds ${folder} is full: free some space and run again.`, options);
  if (FORBIDDEN.has(errno)) {
    return new RoteError(
      'SETUP_FAILED',
      `The folder ${folder} cannot be written (${errno}): check it or choose another one with --output.`,
      options,
    );
  }
  const why = errorMessage(error);
  return new RoteError('SETUP_FAILED', `The run cannot be recorded in ${folder}: ${why}.`, options);
}
