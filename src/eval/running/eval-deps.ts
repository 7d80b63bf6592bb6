import type { z } from 'zod';
import type { Log } from '../../base/index.ts';
import type { RunConfig, RunEvent } from '../../contract/index.ts';
import type { ExecutedRun } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { priceRowSchema, Versions } from '../records/header.ts';
import type { TrialScore } from '../scoring/report-schema.ts';
import type { EvalSuite } from '../suite/suite.ts';

/** The run of a trial or of a page check. */
export interface WantedRun {
  config: RunConfig;
  /** The config's credentials, and whatever else must not be written. */
  secrets: SecretBook;
  folders: { runs: string; playbooks: string; profiles: string };
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Confirm every destructive click; otherwise they are refused. */
  confirmAll: boolean;
}

/** A running application. `values` are what `{{target.NAME}}` may name, `url` at least. */
export interface RunningTarget {
  values: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface EvalOptions {
  /** Trials of each case, overriding the suite. */
  trials?: number;
  /** Trials at the same time, each with a separate target if the suite starts one. */
  parallel: number;
  /** Only cases with one of these tags; empty for all. */
  tags: readonly string[];
  /** Continue with the trials in the folder. Without it, a folder that holds trials is refused. */
  resume: boolean;
  /** Start no trial after this much was spent, or after this time. */
  limitUsd?: number;
  limitMinutes?: number;
}

export type EvalProgress =
  | { type: 'begin'; cases: number; trials: number; kept: number; parallel: number }
  | { type: 'note'; message: string }
  | { type: 'trial'; caseId: string; score: TrialScore; done: number; of: number }
  | { type: 'infrastructure'; caseId: string; trial: number; attempt: number; reason: string };

/** What an entry point hands to an evaluation. Everything is constructed by hand; nothing is looked up. */
export interface EvalParts {
  suite: EvalSuite;
  /** Absolute. */
  suiteFile: string;
  /** Where trials, runs and reports go. Absolute. */
  folder: string;
  options: EvalOptions;
  folders: { playbooks: string; profiles: string };
  /** Executes a run; never rejects. */
  execute: (run: WantedRun) => Promise<ExecutedRun>;
  /** Targets that a suite may refer to by name. */
  targets: Readonly<Record<string, () => Promise<RunningTarget>>>;
  /** Reads a file, or without one the entry point's own credentials. */
  readCredentials: (file?: string) => Promise<Record<string, string>>;
  /** The price of a model, for the report. */
  priceOf: (model: string) => Omit<z.infer<typeof priceRowSchema>, 'source' | 'model'> | undefined;
  env: Readonly<Record<string, string | undefined>>;
  versions: Versions;
  signal: AbortSignal;
  log: Log;
  onProgress: (progress: EvalProgress) => void;
}
