import { listSandboxFolders } from '../../../src/sandbox/process-tree/sandbox-folder.ts';
import { hold, type Scenario } from '../scenario.ts';
import type { World } from '../world/world.ts';

/** A limit for what hangs. The time it took is printed: about 10 s, mostly the silence after which a worker counts as lost. */
const WITHIN_MS = 90_000;

/** A run in a slow step whose process is killed fails with WORKER_LOST and is never started again. */
async function loseWorker(world: World, takeOver: (world: World) => Promise<number>) {
  const run = await world.ask(world.newId('worker-lost'), { playbook: 'patient' });
  await run.observer!.seen((event) => event.type === 'step' && event.result.status === 'ok');
  const since = await takeOver(world);
  const over = setTimeout(() => run.observer!.close(), WITHIN_MS);
  await run.observer!.done;
  clearTimeout(over);
  const tookMs = Math.round(performance.now() - since);
  const end = run.observer!.complete;
  hold(end?.type === 'complete' && end.status === 'failed' && end.error?.code === 'WORKER_LOST', `it ended as ${JSON.stringify(end)}`);
  console.log(`      known as lost after ${tookMs} ms`);
  const starts = [...run.observer!.events.values()].filter((text) => text.includes('"status":"starting"'));
  hold(starts.length === 1, `the run was begun ${starts.length} times`);
  return run;
}

export const workerLost: Scenario[] = [
  {
    name: 'a worker is killed while another one is there',
    on: ['postgres'],
    async play(world) {
      let killed = 0;
      const run = await loseWorker(world, async () => {
        await world.addWorker();
        killed = world.worker.pid;
        const since = performance.now();
        await world.worker.kill();
        return since;
      });
      hold(killed > 0, 'no worker was killed');
      await world.start();
      return [run];
    },
  },
  {
    name: 'the service is killed and started again',
    on: ['pglite'],
    short: true,
    async play(world) {
      return [
        await loseWorker(world, async () => {
          await world.api.kill();
          const since = performance.now();
          await world.start();
          return since;
        }),
      ];
    },
  },
  {
    name: 'the worker is stopped for 20 s and comes back',
    on: ['postgres'],
    endedWithinMs: 150_000,
    async play(world) {
      await world.addWorker();
      const run = await loseWorkerByStopping(world);
      return [run];
    },
  },
];

/** It is not dead, only silent: whether others end its run or leave it alone, the run has one end, and what others ended goes on nowhere. */
async function loseWorkerByStopping(world: World) {
  const carriers = world.processes.filter(({ name, isRunning }) => name.startsWith('worker') && isRunning);
  const run = await world.ask(world.newId('worker-silent'), { playbook: 'patient' });
  await run.observer!.seen((event) => event.type === 'step_started');
  const owner = await ownerOf(run.runId);
  const silent = carriers.find(({ pid }) => pid === owner);
  hold(silent !== undefined, 'nobody knows which worker has the run');
  silent!.signal('SIGSTOP');
  const done = run.observer!.done;
  await Promise.race([done, new Promise((later) => setTimeout(later, 20_000))]);
  silent!.signal('SIGCONT');
  await done;
  const end = run.observer!.complete;
  // On one machine others see that its sandbox lives, and leave the run to it; on another one they end it. Never both.
  hold(end?.type === 'complete' && (end.status === 'completed' || end.error?.code === 'WORKER_LOST'), `it ended as ${JSON.stringify(end)}`);
  return run;
}

async function ownerOf(runId: string): Promise<number | undefined> {
  return (await listSandboxFolders()).find(({ owner }) => owner?.run_id === runId)?.owner?.worker.pid;
}
