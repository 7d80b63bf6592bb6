import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hold, type Scenario } from '../scenario.ts';
import { mountSmallDisk, unmount } from '../world/resources.ts';

const DISK_MB = 24;

/** Bytes until nothing more goes onto the disk. */
async function fill(path: string): Promise<void> {
  await writeFile(path, Buffer.alloc((DISK_MB + 1) * 1024 ** 2)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
  });
}

export const smallDisk: Scenario[] = [
  {
    name: 'the disk of the recordings is full in the middle of a run, and has room again later',
    async cannot() {
      const probe = await mkdtemp(join(tmpdir(), 'rote-mount-'));
      try {
        await mountSmallDisk(probe, 1);
        await unmount(probe);
        return undefined;
      } catch {
        return 'this process may not mount a file system';
      } finally {
        await rm(probe, { recursive: true, force: true });
      }
    },
    async play(world) {
      // The folder of the runs becomes a small disk; those of the scenarios before lie below it until the end.
      await mountSmallDisk(world.runsFolder, DISK_MB);
      const filler = join(world.runsFolder, 'filler.bin');
      try {
        const orderId = world.freshOrder();
        const runId = world.newId('full');
        world.sample.faults.arm({ kind: 'slow', method: 'GET', path: '/orders', ms: 1_500, times: 2 });
        const reached = world.requestAt('GET', (url) => url.includes(`q=${orderId}`));
        const run = await world.ask(runId, { orderId });
        await world.beforeEndOf(run, reached, 'its first search');
        await fill(filler);
        const later = await world.ask(world.newId('full-later'), { playbook: 'glance' });
        await Promise.race([run.observer!.done, new Promise((enough) => setTimeout(enough, 20_000))]);
        await world.worker.kill();
        await rm(filler);
        await world.start();
        await Promise.all([run.observer!.done, later.observer!.done]);
        const end = run.observer!.complete;
        hold(end?.type === 'complete' && end.status === 'failed', `it ended as ${JSON.stringify(end)}`);
        console.log(`      the run that met the full disk: ${end?.type === 'complete' ? end.error?.code : ''}`);
        return [run, later];
      } finally {
        const kept = join(world.folder, 'from-small-disk');
        await rm(filler, { force: true });
        await world.settled();
        await mkdir(kept, { recursive: true });
        await cp(world.runsFolder, kept, { recursive: true });
        await unmount(world.runsFolder);
        await cp(kept, world.runsFolder, { recursive: true });
        await rm(kept, { recursive: true });
      }
    },
  },
];
