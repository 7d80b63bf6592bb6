import type { RunEvent } from '../../contract/index.ts';
import type { StoredRun } from '../../storage/index.ts';

export type CompleteEvent = Extract<RunEvent, { type: 'complete' }>;

/** Stopped while it was queued: nobody carried it out, and it left nothing. */
export function endedInQueue(run: StoredRun): boolean {
  return run.finished_at !== null && run.worker === null;
}

/** The only event of such a run; the same whenever it is asked for. */
export function onlyEvent(run: StoredRun): CompleteEvent {
  const { status, error } = run;
  return { id: 1, at: run.finished_at ?? run.created_at, type: 'complete', status, summary: error?.message ?? '', error };
}

/**
 * The database alone decides how a run ended. The last event as it is shown: as the sandbox told it where that is the end that stands, else as storage
 * keeps it, so that every reader of the event, early or late, gets the same.
 */
export function asDecided(event: CompleteEvent, run: StoredRun): CompleteEvent {
  if (event.status === run.status) return event;
  const { status, error } = run;
  return { ...event, at: run.finished_at ?? run.created_at, status, summary: run.report?.summary ?? error?.message ?? '', error };
}
