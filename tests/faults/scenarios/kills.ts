import { hold, type Scenario } from '../scenario.ts';
import type { AskedRun } from '../world/asked-run.ts';
import { awaitPhase, PHASES, type Phase } from '../world/moments.ts';
import { anySandboxOf, sandboxOf, signalAll, waitingSandboxOf } from '../world/sandboxes.ts';
import type { World } from '../world/world.ts';

type Victim = 'sandbox' | 'worker' | 'api';

/** Kills one process at one phase of a run; then what was killed is started again. On PGlite worker and api are one process. */
function killAt(victim: Victim, phase: Phase): Scenario {
  const service = victim === 'worker' ? 'service' : victim;
  return {
    name: `kill ${victim} at ${phase}`,
    ...(victim === 'api' && { on: ['postgres'] as const }),
    short: (service === 'service' && phase === 'between action and log') || (victim === 'sandbox' && phase === 'publish'),
    async play(world) {
      const orderId = world.freshOrder();
      const runId = world.newId(`kill-${victim}-${phase}`);
      const run =
        phase === 'create' ? await killWhileAsking(world, victim, runId, orderId) : await killDuring(world, victim, phase, runId, orderId);
      await world.start();
      const key = `key-${runId}`;
      // A client that got no answer asks again under the same key; one that got an answer and asks again gets the same run.
      await world.ask(runId, { orderId }, key);
      world.sample.faults.clear();
      return [run];
    },
  };
}

async function killDuring(
  world: World,
  victim: Victim,
  phase: Exclude<Phase, 'create'>,
  runId: string,
  orderId: number,
): Promise<AskedRun> {
  const { reached } = awaitPhase(world, phase, runId, orderId);
  const run = await world.ask(runId, { orderId }, `key-${runId}`);
  await world.beforeEndOf(run, reached, `the phase "${phase}"`);
  if (victim !== 'sandbox') await world[victim].kill();
  else {
    const sandbox = phase === 'persist' ? await sandboxOf(runId) : await anySandboxOf(runId);
    if (sandbox) signalAll([sandbox.main], 'SIGKILL');
  }
  return run;
}

/** Nothing tells from outside when a request is half done: the seed draws the moment. */
async function killWhileAsking(world: World, victim: Victim, runId: string, orderId: number): Promise<AskedRun> {
  const drawnMs = Math.floor(world.random() * 25);
  const asked = world.ask(runId, { orderId }, `key-${runId}`).catch((error: unknown) => error);
  await new Promise((later) => setTimeout(later, drawnMs));
  if (victim === 'sandbox') {
    const waiting = (await sandboxOf(runId)) ?? (await waitingSandboxOf(world.worker.pid));
    if (waiting) signalAll([waiting.main], 'SIGKILL');
  } else await world[victim].kill();
  await asked;
  const run = world.runs.find((one) => one.runId === runId);
  hold(run !== undefined, 'the scenario lost its own run');
  return run!;
}

export const kills: Scenario[] = (['sandbox', 'worker', 'api'] as const).flatMap((victim) => PHASES.map((phase) => killAt(victim, phase)));
