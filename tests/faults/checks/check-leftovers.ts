import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

const GONE_WITHIN_MS = 30_000;

/** 30 s after a fault nothing of a process that is dead lives on: no browser, no sandbox, no temporary folder; with no service, no socket either. */
export async function checkLeftovers(world: World, withinMs = GONE_WITHIN_MS): Promise<string[]> {
  const alive = world.processes.filter((one) => one.isRunning).map(({ pid }) => pid);
  const workers = world.workerPids.filter((pid) => !alive.includes(pid));
  let left: string[] = [];
  try {
    await until('nothing left', withinMs, async () => {
      left = await world.life.left({ workers, except: alive });
      return left.length === 0 ? true : undefined;
    });
    return [];
  } catch {
    return left.map((one) => `left after ${withinMs / 1000} s: ${one}`);
  }
}
