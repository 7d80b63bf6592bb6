import type { JournalLine } from '../records/trial-record.ts';
import { scoreTrial } from '../scoring/score-trial.ts';
import type { EvalCase, EvalSuite } from '../suite/suite.ts';
import type { EvalOptions } from './eval-deps.ts';

/** After this many trials in a row without a verdict, another trial will not help. */
const MAX_FAILURES_IN_A_ROW = 5;

/** Decides whether another trial may start. Trials that have started run to their end. */
export interface Limits {
  /** Why no trial may start any more; undefined when one may. */
  reached(): string | undefined;
  /** Reports the end of a trial, with or without a verdict. */
  ended(verdict: boolean): void;
}

/** Cost counts over all sessions of a folder, time only in this session. */
export function createLimits(options: EvalOptions, suite: EvalSuite, lines: readonly JournalLine[]): Limits {
  const startedAt = performance.now();
  let infrastructureFailures = 0;
  return {
    ended(verdict) {
      infrastructureFailures = verdict ? 0 : infrastructureFailures + 1;
    },
    reached() {
      if (infrastructureFailures >= MAX_FAILURES_IN_A_ROW) return `the infrastructure failed in ${infrastructureFailures} trials in a row.`;
      const { limitMinutes, limitUsd } = options;
      if (limitMinutes !== undefined && performance.now() - startedAt >= limitMinutes * 60_000)
        return `the limit of ${limitMinutes} minutes was reached.`;
      if (limitUsd === undefined) return undefined;
      const spent = spentUsd(suite, lines);
      if (spent === null)
        return '--limit-usd cannot be enforced because a model has no price: give token_prices, or a price file (ROTE_PRICES).';
      return spent >= limitUsd ? `the limit of $${limitUsd} was reached ($${spent.toFixed(4)} spent).` : undefined;
    },
  };
}

/** The cost of all trials so far, including infrastructure failures; null as soon as one has no price. */
function spentUsd(suite: EvalSuite, lines: readonly JournalLine[]): number | null {
  let sum = 0;
  for (const line of lines) {
    const one = suite.cases.find((candidate) => candidate.id === line.case_id);
    const cost = costOf(line, one);
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}

function costOf(line: JournalLine, one: EvalCase | undefined): number | null {
  if (line.type === 'infrastructure') return line.cost_usd;
  return line.type === 'finished' && one ? scoreTrial(one, line).costUsd : 0;
}
