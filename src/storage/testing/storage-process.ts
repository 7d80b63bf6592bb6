import { join } from 'node:path';
import { silentLog } from '../../base/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import { openStorage } from '../open-storage.ts';
import type { Storage } from '../storage.ts';
import { newRun } from './sample-runs.ts';

/** A separate process on a storage, for tests that kill it. Prints a line for everything it does; exits when its input is closed. */
const [command, folder, databaseUrl] = process.argv.slice(2) as [string, string, string | undefined];
process.stdin.on('end', () => process.exit()).resume();

const commands: Record<string, (storage: Storage) => Promise<void>> = {
  /** Creates runs forever and prints each one once it is acknowledged. */
  async create({ runs }) {
    for (;;) {
      const all = Array.from({ length: 5 }, () => newRun());
      await Promise.all(all.map(async (run) => runs.create(run).then(() => print(run.run_id))));
    }
  },
  /** Takes two runs and claims only the first. */
  async take({ queue, runs }) {
    let first = true;
    await queue.takeRuns(2, async ({ run_id }) => {
      const claims = first;
      first = false;
      if (claims) await runs.claim(run_id, 'killed');
      print(`${claims ? 'claimed' : 'taken'} ${run_id}`);
      return new Promise(() => undefined);
    });
  },
  async open() {
    print('open');
  },
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const storage = await openStorage({
    dataFolder: folder,
    artifacts: { kind: 'folder', folder: join(folder, 'runs') },
    log: silentLog,
    databaseUrl,
  });
  await commands[command]?.(storage);
} catch (error) {
  print(`refused ${toErrorBody(error).code}`);
  process.exit();
}
