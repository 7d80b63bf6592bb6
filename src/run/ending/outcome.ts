import type { ErrorBody, LedgerEntry, RunReport, StepResult, TerminalStatus, TokenUsage } from '../../contract/index.ts';
import { noUsage } from '../../model/index.ts';

/** The outcome of a run, before its folder is closed. */
export interface Outcome {
  driver: RunReport['driver'];
  summary: string;
  error?: ErrorBody;
  data: Record<string, unknown>;
  extractedTexts: string[];
  stepResults: StepResult[];
  ledger: LedgerEntry[];
  tokens: TokenUsage;
  warnings: string[];
}

/** The outcome of a run that ended before a driver started. */
export function failedEarly(error: ErrorBody): Outcome {
  return {
    driver: null,
    summary: error.message,
    error,
    data: {},
    extractedTexts: [],
    stepResults: [],
    ledger: [],
    tokens: noUsage,
    warnings: [],
  };
}

/**
 * The terminal status of a run. The run's own deadline and cancellation take precedence: an action that failed because the time ran out
 * is not what ended the run.
 */
export function terminalStatus(error: ErrorBody | undefined, runEndedBy: 'timeout' | 'terminated' | 'failed' | undefined): TerminalStatus {
  if (error === undefined) return 'completed';
  if (error.code === 'RUN_TERMINATED') return 'terminated';
  return runEndedBy ?? 'failed';
}
