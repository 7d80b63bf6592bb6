import type { ErrorBody, RunEvent, RunReport, TerminalStatus } from '../contract/index.ts';

/** A run folder in which nothing changes any more, ready to be committed. */
export interface FinishedFolder {
  status: TerminalStatus;
  error: ErrorBody | null;
  report: RunReport;
  /** All of them, the last one `complete`. */
  events: RunEvent[];
  /** Every file that is to be kept, with SHA-256 in lower-case hex, the manifest itself last. */
  artifacts: FinishedArtifact[];
}

export type FinishedArtifact = RunReport['artifacts'][number] & { sha256: string };

/** How the run ends if its folder does not say so already, and what is known of it elsewhere. */
export interface RunsEnd {
  runId: string;
  status: TerminalStatus;
  error: ErrorBody | null;
  /** Default: the error's message. */
  summary?: string;
  /** Without secrets. */
  directive: string;
  playbook?: string | null;
  /** ISO 8601; used when no event tells. */
  startedAt?: string;
}

/**
 * Makes whole what a killed sandbox left: the torn last event is cut, temporary files and raw traces are removed, `complete`, status.json and
 * manifest.json (last) are written. A step with an effect that was begun and not verified is `unknown` in the ledger. A terminal status that
 * the folder already holds stays the run's. Makes the folder where there is none. Repeating it after a crash is safe. CONFLICT while the
 * process that fills the folder still lives; STORAGE_FULL or SETUP_FAILED when it cannot be written.
 */
export async function completeRunFolder(_folder: string, _end: RunsEnd): Promise<FinishedFolder> {
  throw new Error('not there yet');
}

/** Reads a folder that the run's finalizer has closed. undefined when it is not whole: then `completeRunFolder` is for it. */
export async function readFinishedFolder(_folder: string): Promise<FinishedFolder | undefined> {
  throw new Error('not there yet');
}
