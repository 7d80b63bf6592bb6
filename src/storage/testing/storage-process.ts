import { join } from 'node:path';
import { silentLog } from '../../base/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import { openStorage } from '../open-storage.ts';
import type { Storage } from '../storage.ts';
import { newRun } from './made-runs.ts';

/** A process of its own over a storage, for tests that kill it. Says what it did, a line each; ends when nobody holds its input any more. */
const [does, folder, databaseUrl] = process.argv.slice(2) as [string, string, string | undefined];
process.stdin.on('end', () => process.exit()).resume();

const deeds: Record<string, (storage: Storage) => Promise<void>> = {
  /** Makes runs for ever, each of which is told once it is acknowledged. */
  async create({ runs }) {
    for (;;) {
      const all = Array.from({ length: 5 }, () => newRun());
      await Promise.all(all.map(async (run) => runs.create(run).then(() => say(run.run_id))));
    }
  },
  /** Takes two runs and claims the first alone. */
  async take({ queue, runs }) {
    let first = true;
    await queue.takeRuns(2, async ({ run_id }) => {
      const claims = first;
      first = false;
      if (claims) await runs.claim(run_id, 'killed');
      say(`${claims ? 'claimed' : 'taken'} ${run_id}`);
      return new Promise(() => undefined);
    });
  },
  async open() {
    say('open');
  },
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const storage = await openStorage({
    dataFolder: folder,
    artifacts: { kind: 'folder', folder: join(folder, 'runs') },
    log: silentLog,
    ...(databaseUrl !== undefined && { databaseUrl }),
  });
  await deeds[does]?.(storage);
} catch (error) {
  say(`refused ${toErrorBody(error).code}`);
  process.exit();
}
