import type { RunEvent } from '../../contract/index.ts';
import type { StoredRun } from '../../storage/index.ts';

export type CompleteEvent = Extract<RunEvent, { type: 'complete' }>;

/** Whether the run was stopped in the queue: no worker ran it, and it left nothing. */
export function endedInQueue(run: StoredRun): boolean {
  return run.finished_at !== null && run.worker === null;
}

/** The only event of a run that ended in the queue; the same for every reader. */
export function onlyEvent(run: StoredRun): CompleteEvent {
  const { status, error } = run;
  return { id: 1, at: run.finished_at ?? run.created_at, type: 'complete', status, summary: error?.message ?? '', error };
}

/**
 * The last event as readers get it. The database alone decides how a run ended: the sandbox's event if it agrees, else
 * one made from the row. Early and late readers get the same.
 */
export function asDecided(event: CompleteEvent, run: StoredRun): CompleteEvent {
  if (event.status === run.status) return event;
  const { status, error } = run;
  return { ...event, at: run.finished_at ?? run.created_at, status, summary: run.report?.summary ?? error?.message ?? '', error };
}
