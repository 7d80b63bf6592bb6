import { lockFolder } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

/** Locks the folder of an evaluation for this process. Returns a function that releases it. Throws CONFLICT while another process holds it. */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  const lock = await lockFolder(folder, 'evaluation');
  if (lock.locked) return lock.release;
  if (lock.holder === null) throw new RoteError('CONFLICT', `Several evaluations want the folder ${folder} at once: start one of them.`);
  const { pid, host } = lock.holder;
  throw new RoteError(
    'CONFLICT',
    `Another evaluation (process ${pid} on ${host}) is writing into ${folder}: wait for it, or give another folder.`,
  );
}
