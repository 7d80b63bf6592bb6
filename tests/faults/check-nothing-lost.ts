import { checkEffect } from './checks/check-effects.ts';
import { checkEnds } from './checks/check-ends.ts';
import { checkEvents } from './checks/check-events.ts';
import { checkFiles } from './checks/check-files.ts';
import { checkLeftovers } from './checks/check-leftovers.ts';
import { checkSecrets } from './checks/check-secrets.ts';
import type { AskedRun } from './world/asked-run.ts';
import type { World } from './world/world.ts';

const ENDED_WITHIN_MS = 90_000;

/**
 * After a fault and one restart: what was lost of these runs, one sentence each; empty when nothing was. Waits until they have ended, which may take
 * `endedWithinMs`.
 */
export async function checkNothingLost(world: World, runs: readonly AskedRun[], endedWithinMs = ENDED_WITHIN_MS): Promise<string[]> {
  const { views, problems } = await checkEnds(world, runs, endedWithinMs);
  for (const run of runs) {
    const view = views.get(run.runId);
    if (view === undefined) continue;
    problems.push(...(await checkEvents(world, run)), ...(await checkFiles(world, run)), ...checkEffect(world, run, view));
  }
  problems.push(...(await checkLeftovers(world)));
  return problems;
}

/** When all services have ended: nothing is left of any of them, and what was planted as a secret stands nowhere. */
export async function checkNothingLeft(world: World): Promise<string[]> {
  return [...(await checkLeftovers(world)), ...(await checkSecrets(world))];
}
