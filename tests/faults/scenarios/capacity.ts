import { hold, type Scenario } from '../scenario.ts';
import type { AskedRun } from '../world/asked-run.ts';
import { busySandboxes } from '../world/sandboxes.ts';

const RUNS = 100;
const CAPACITY = 4;
const LOOK_EVERY_MS = 100;

export const capacity: Scenario[] = [
  {
    name: `${RUNS} runs at capacity ${CAPACITY}`,
    workerArgs: ['--capacity', String(CAPACITY)],
    endedWithinMs: 900_000,
    async play(world) {
      let most = 0;
      const watch = { over: false };
      const watching = (async () => {
        while (!watch.over) {
          most = Math.max(most, await busySandboxes([world.worker.pid]));
          await new Promise((later) => setTimeout(later, LOOK_EVERY_MS));
        }
      })();
      const runs: AskedRun[] = await Promise.all(
        Array.from({ length: RUNS }, () => world.ask(world.newId('many'), { playbook: 'glance', recording: false })),
      );
      await Promise.all(runs.map(({ observer }) => observer!.done));
      watch.over = true;
      await watching;
      console.log(`      at most ${most} sandboxes at once`);
      hold(most > 1 && most <= CAPACITY, `there were ${most} sandboxes at once`);
      const ends = runs.map(({ observer }) => (observer?.complete?.type === 'complete' ? observer.complete.status : 'none'));
      hold(
        ends.every((end) => end === 'completed'),
        `ends: ${[...new Set(ends)].join(', ')}`,
      );
      return runs;
    },
  },
];
