import type { Snapshot } from '../../drift/cases/drift-case.ts';

/** How far a job got according to the application's data. `partly`: some of it, or something else, was changed. */
export type JobOutcome = 'no' | 'done' | 'partly' | 'twice';

/** A job that a playbook of the application does. */
export interface Job {
  /** Id and file name of the playbook. */
  readonly playbook: string;
  outcome(before: Snapshot, after: Snapshot): JobOutcome;
}

/** A running application that the bench reads from outside of its pages. */
export interface Application {
  readonly name: string;
  readonly origin: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** An element of every page that does nothing. */
  readonly heading: string;
  readonly jobs: readonly Job[];
  /** Every record that the jobs could change. */
  snapshot(): Promise<Snapshot>;
  reset(): Promise<void>;
  stop(): Promise<void>;
  /** Whether a request with this path can have changed this record. */
  changes(path: string, record: string): boolean;
}

export type StartedApplication = { ok: true; application: Application } | { ok: false; reason: string };
