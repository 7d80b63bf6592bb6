import type { ErrorCode, RunStatus, TokenUsage } from '../contract/index.ts';

/** What one run adds to the metrics. */
export interface RunSum {
  status: RunStatus;
  error: ErrorCode | undefined;
  durationMs: number;
  /** Refusals by the guard that refused. */
  blocks: ReadonlyMap<string, number>;
  /** What the stuck detector said, by verdict. */
  stuck: ReadonlyMap<string, number>;
  /** Whether a recovery was needed, and what came of it. */
  recovery: 'recovered' | 'failed' | 'not_started' | undefined;
  tokens: TokenUsage | undefined;
}

/** Where numbers go. Does not throw. */
export interface RunMeter {
  runBegan(): void;
  runEnded(sum: RunSum): void;
}

const nothing = () => undefined;

/** For a process that sends traces only. */
export const noMeter: RunMeter = { runBegan: nothing, runEnded: nothing };
