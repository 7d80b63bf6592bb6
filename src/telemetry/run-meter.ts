import type { ErrorCode, RunStatus, TokenUsage } from '../contract/index.ts';

/** The metrics of one run. */
export interface RunSum {
  status: RunStatus;
  error: ErrorCode | undefined;
  durationMs: number;
  /** Refusals, by guard. */
  blocks: ReadonlyMap<string, number>;
  /** Interventions of the stuck detector, by verdict. */
  stuck: ReadonlyMap<string, number>;
  /** Outcome of the recovery; undefined when none was needed. */
  recovery: 'recovered' | 'failed' | 'not_started' | undefined;
  tokens: TokenUsage | undefined;
}

/** Receives metrics. Never throws. */
export interface RunMeter {
  runStarted(): void;
  runEnded(sum: RunSum): void;
}

const nothing = () => undefined;

/** For a process that exports only traces. */
export const noMeter: RunMeter = { runStarted: nothing, runEnded: nothing };
