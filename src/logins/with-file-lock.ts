import type { LockOptions } from 'proper-lockfile';
import { type Deadline, errorMessage } from '../base/index.ts';

const POLL_MS = 25;

/**
 * Runs `work` while holding the lock of `path` (a folder `path.lock`), which excludes other processes too. A killed
 * holder loses it after 10 s. Waits as long as the deadline allows.
 */
export async function withFileLock<T>(path: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
  const options: LockOptions = {
    realpath: false,
    retries: 0,
    onCompromised: (error) => deadline.log.warn('the lock of a saved session was taken over by another process', { error: error.message }),
  };
  const release = await acquire(path, options, deadline);
  try {
    return await work();
  } finally {
    await release().catch((error: unknown) => deadline.log.warn('the lock of a saved session was lost', { error: errorMessage(error) }));
  }
}

async function acquire(path: string, options: LockOptions, deadline: Deadline): Promise<() => Promise<void>> {
  const { lock } = await import('proper-lockfile');
  for (;;) {
    try {
      return await lock(path, options);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
    }
    await deadline.pause(POLL_MS);
  }
}
