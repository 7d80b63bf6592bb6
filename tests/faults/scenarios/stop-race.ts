import { hold, type Scenario } from '../scenario.ts';
import type { AskedRun } from '../world/asked-run.ts';
import { noteEnd } from '../world/asked-run.ts';
import type { World } from '../world/world.ts';

const AT_ONCE = 3;

/** Stops runs around the moment at which they end by themselves, many times: each has one end, and stopping again changes nothing. */
function raceStops(times: number, short: boolean): Scenario {
  return {
    name: `race stop against completion ${times} times`,
    short,
    // The short form shares the service of the others.
    ...(!short && { workerArgs: ['--capacity', String(AT_ONCE)] }),
    endedWithinMs: 180_000,
    async play(world) {
      const runs: AskedRun[] = [];
      let usualMs = 1_500;
      const one = async () => {
        const run = await world.ask(world.newId('stop'), { playbook: 'glance', recording: false });
        runs.push(run);
        const begun = performance.now();
        await run.observer!.seen((event) => event.type === 'step_started' || event.type === 'complete');
        const drawnMs = world.random() * usualMs;
        await Promise.race([run.observer!.done, new Promise((later) => setTimeout(later, drawnMs))]);
        await stopTwice(world, run);
        await run.observer!.done;
        usualMs = usualMs * 0.9 + Math.min(1_500, performance.now() - begun) * 0.1;
      };
      let left = times;
      const lane = async () => {
        while (left-- > 0) await one();
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const ends = runs.map(({ observer }) => (observer?.complete?.type === 'complete' ? observer.complete.status : 'none'));
      const count = (status: string) => ends.filter((end) => end === status).length;
      console.log(`      ${count('completed')} completed, ${count('terminated')} terminated of ${times}`);
      hold(
        ends.every((end) => end === 'completed' || end === 'terminated'),
        `ends: ${[...new Set(ends)].join(', ')}`,
      );
      return runs;
    },
  };
}

async function stopTwice(world: World, run: AskedRun): Promise<void> {
  const stop = async () => {
    const answer = await fetch(`${world.url}/runs/${run.runId}/stop`, { method: 'POST' });
    hold(answer.status === 200, `stop was answered with ${answer.status}`);
    const body = (await answer.json()) as { status: string; stopping: boolean };
    noteEnd(run, body.status, body.stopping ? null : 'ended');
  };
  await Promise.all([stop(), stop()]);
  await world.view(run);
}

export const stopRace: Scenario[] = [raceStops(8, true), raceStops(200, false)];
