import { startDeadline } from '../../src/base/index.ts';
import { checkNothingLeft, checkNothingLost } from './check-nothing-lost.ts';
import type { Scenario } from './scenario.ts';
import { type Backend, World } from './world/world.ts';

/** Beyond the time that its runs may take to end. Nothing in a story may hang for ever. */
const PLAYED_WITHIN_MS = 240_000;

export interface Played {
  name: string;
  /** Sentences about what did not hold; empty when all did. */
  problems: string[];
  /** Why it was not played. */
  skipped?: string;
  seconds: number;
}

interface PlayOptions {
  backend: Backend;
  databaseUrl: () => Promise<string | undefined>;
  random: () => number;
  onPlayed: (played: Played) => void;
  /** Keep the data folder of a service in which something was lost. */
  keep: boolean;
}

/**
 * Plays scenarios against services of one backend. Those that need the same service share it, one after the other; at its end everything that was ever
 * asked of it is checked again, and that nothing of it is left. Never rejects for what a service does.
 */
export async function play(scenarios: readonly Scenario[], options: PlayOptions): Promise<void> {
  const fitting = scenarios.filter(({ on }) => on === undefined || on.includes(options.backend));
  for (const [, group] of Map.groupBy(fitting, ({ workerArgs }) => (workerArgs ?? []).join(' '))) await playTogether(group, options);
}

async function playTogether(group: readonly Scenario[], options: PlayOptions): Promise<void> {
  const { backend, random, onPlayed } = options;
  const world = await World.open({ backend, random, databaseUrl: await options.databaseUrl(), workerArgs: group[0]?.workerArgs ?? [] });
  let lost = false;
  const tell = (name: string, begun: number, problems: string[], skipped?: string) => {
    if (problems.length > 0) lost = true;
    onPlayed({
      name: `${backend}: ${name}`,
      problems,
      seconds: (performance.now() - begun) / 1000,
      ...(skipped !== undefined && { skipped }),
    });
  };
  for (const scenario of group) {
    const begun = performance.now();
    const skipped = await scenario.cannot?.();
    if (skipped !== undefined) {
      tell(scenario.name, begun, [], skipped);
      continue;
    }
    const problems: string[] = [];
    const before = world.runs.length;
    try {
      await world.start();
      const limit = startDeadline((scenario.endedWithinMs ?? 0) + PLAYED_WITHIN_MS, 'the story');
      await limit.race(scenario.play(world));
      limit.end();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
    world.sample.faults.clear();
    try {
      await world.start();
      problems.push(...(await checkNothingLost(world, world.runs.slice(before), scenario.endedWithinMs)));
    } catch (error) {
      problems.push(`it could not be checked: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    tell(scenario.name, begun, problems);
  }
  const begun = performance.now();
  const problems: string[] = [];
  try {
    await world.start();
    problems.push(...(await checkNothingLost(world, world.runs)));
    await world.close();
    problems.push(...(await checkNothingLeft(world)));
  } catch (error) {
    problems.push(`it could not be checked: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  tell(`after all of them (${group.length} stories, ${world.runs.length} runs)`, begun, problems);
  await world.close();
  if (lost && options.keep) console.log(`      what is left of it: ${world.folder}`);
  else await world.remove();
}
