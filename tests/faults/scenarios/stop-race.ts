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
    endedWithinMs: short ? 90_000 : 900_000,
    async play(world) {
      const runs: AskedRun[] = [];
      // From the first event until the end, as runs that were not stopped in time take it; what is drawn lies around it.
      let usualMs = 600;
      const one = async () => {
        const run = await world.ask(world.newId('stop'), { playbook: 'glance', recording: false });
        runs.push(run);
        await run.observer!.seen((event) => event.type === 'status' || event.type === 'complete');
        const begun = performance.now();
        const drawnMs = usualMs * (0.5 + 0.6 * world.random());
        const ended = run.observer!.done.then(() => performance.now() - begun);
        await Promise.race([run.observer!.done, new Promise((later) => setTimeout(later, drawnMs))]);
        await stopTwice(world, run);
        await run.observer!.done;
        if (run.observer!.complete?.type === 'complete' && run.observer!.complete.status === 'completed')
          usualMs = usualMs * 0.8 + (await ended) * 0.2;
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
    const answer = await fetch(`${world.url}/v1/runs/${run.runId}/stop`, { method: 'POST' });
    hold(answer.status === 200, `stop was answered with ${answer.status}`);
    const body = (await answer.json()) as { status: string; stopping: boolean };
    noteEnd(run, body.status, body.stopping ? null : 'ended');
  };
  await Promise.all([stop(), stop()]);
  await world.view(run);
}

export const stopRace: Scenario[] = [raceStops(8, true), raceStops(200, false)];
