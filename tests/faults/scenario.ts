import type { AskedRun } from './world/asked-run.ts';
import type { Backend, World } from './world/world.ts';

/** One story: what is done to the service. That nothing was lost by it is checked afterwards for every run that it asked for. */
export interface Scenario {
  name: string;
  /** Default: every one. */
  on?: readonly Backend[];
  /** A part of `vitest run`. */
  short?: boolean;
  /** Arguments of the process that carries runs out. Scenarios with the same ones share a service, one after the other. */
  workerArgs?: string[];
  /** Why it cannot be played on this machine. */
  cannot?: () => Promise<string | undefined>;
  /** How long its runs may take to end after the story; default 90 s. */
  endedWithinMs?: number;
  /** The service is up when it begins, and has to be up when it ends. Throws what did not hold. */
  play(world: World): Promise<readonly AskedRun[]>;
}

/** A claim of a scenario beyond "nothing is lost". */
export function hold(holds: boolean, claim: string): void {
  if (!holds) throw new Error(claim);
}
