import type { Observer } from './observer.ts';

/** A run that a scenario asked for, with all that anybody was told about it. */
export interface AskedRun {
  runId: string;
  /** The service said 2xx: from then on nothing of it may be lost. */
  acknowledged: boolean;
  /** The order of the sample that it is to cancel; undefined when it has no effect. */
  orderId: number | undefined;
  observer: Observer | undefined;
  /** Every terminal status that any answer of the service ever told of it. There may be one. */
  ends: Set<string>;
}

export function noteEnd(run: AskedRun, status: string, finishedAt: string | null): void {
  if (finishedAt !== null) run.ends.add(status);
}
