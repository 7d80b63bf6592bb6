import { type Deadline, errorMessage } from '../base/index.ts';
import { placeOfFile } from './file-store.ts';
import type { Storage } from './storage.ts';

/**
 * Removes files of ended runs and files that no run took since `sentBefore` (ISO 8601). Content goes before rows, so none is forgotten; a file
 * that cannot be removed is logged and left for the next time.
 */
export async function removeFiles(
  { files, artifacts }: Pick<Storage, 'files' | 'artifacts'>,
  sentBefore: string,
  deadline: Deadline,
): Promise<void> {
  for (const id of await files.expired(sentBefore)) {
    deadline.throwIfEnded();
    try {
      await artifacts.remove(placeOfFile(id).folder, deadline);
      await files.remove(id);
    } catch (error) {
      deadline.log.warn('a file that a client sent could not be removed', { file: id, error: errorMessage(error) });
    }
  }
}
