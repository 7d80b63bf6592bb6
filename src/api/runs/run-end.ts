import type { RunEvent, RunStatus, TerminalStatus } from '../../contract/index.ts';
import { TERMINAL_STATUSES } from '../../contract/index.ts';
import type { StoredRun } from '../../storage/index.ts';

export type CompleteEvent = Extract<RunEvent, { type: 'complete' }>;

export function isTerminal(status: RunStatus): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly string[]).includes(status);
}

/** Stopped while it was queued: nobody carried it out, and nobody ever persists anything of it. */
export function endedInQueue(run: StoredRun): boolean {
  return run.finished_at !== null && run.worker === null && run.persisted_at === null;
}

/** The only event of such a run; the same whenever it is asked for. */
export function onlyEvent(run: StoredRun): CompleteEvent {
  const summary = run.error?.message ?? 'The run was stopped before it began.';
  return { id: 1, at: run.finished_at ?? run.created_at, type: 'complete', status: run.status, summary, error: run.error };
}

/**
 * The database alone decides how a run ended. The last event as it is shown: its own words where they agree, else those of the end that stands,
 * so that every reader of the event, early or late, gets the same.
 */
export function asDecided(event: CompleteEvent, run: StoredRun): CompleteEvent {
  if (event.status === run.status && event.error?.code === run.error?.code) return event;
  return { ...event, status: run.status, error: run.error, summary: run.error?.message ?? `The run ended as ${run.status}.` };
}
