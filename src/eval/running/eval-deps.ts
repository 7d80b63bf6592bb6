import type { z } from 'zod';
import type { Log } from '../../base/index.ts';
import type { RunConfig, RunEvent } from '../../contract/index.ts';
import type { ExecutedRun } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { priceRowSchema, Versions } from '../records/header.ts';
import type { TrialScore } from '../scoring/report-schema.ts';
import type { EvalSuite } from '../suite/suite.ts';

/** A run that a trial asks for. */
export interface WantedRun {
  config: RunConfig;
  /** The config's credentials are in it, and what else must not be written. */
  secrets: SecretBook;
  folders: { runs: string; playbooks: string; profiles: string };
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Answers yes to every question about a destructive click; otherwise there is nobody to ask. */
  confirmAll: boolean;
}

/** An application to run against: `url`, and what else `{{target.NAME}}` may ask for. */
export interface RunningTarget {
  values: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface EvalOptions {
  /** Instead of the suite's. */
  trials?: number;
  /** Trials at the same time, each with a target of its own where the suite starts one. */
  parallel: number;
  /** Only cases with one of these. */
  tags: readonly string[];
  /** Go on with the trials of the folder; without it a folder that holds some is refused. */
  resume: boolean;
  /** No trial is begun after this much was spent, or this much time has passed. */
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
  /** Carries a run out; never rejects. */
  execute: (run: WantedRun) => Promise<ExecutedRun>;
  /** Targets that a suite may name. */
  targets: Readonly<Record<string, () => Promise<RunningTarget>>>;
  /** From a file, or without one from where the entry point has them. */
  readCredentials: (file?: string) => Promise<Record<string, string>>;
  /** What a model costs, for the report. */
  priceOf: (model: string) => Omit<z.infer<typeof priceRowSchema>, 'source' | 'model'> | undefined;
  env: Readonly<Record<string, string | undefined>>;
  versions: Versions;
  signal: AbortSignal;
  log: Log;
  onProgress: (progress: EvalProgress) => void;
}
