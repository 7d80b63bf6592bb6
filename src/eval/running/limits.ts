import type { JournalLine } from '../records/trial-record.ts';
import { scoreTrial } from '../scoring/score-trial.ts';
import type { EvalSuite } from '../suite/suite.ts';
import type { EvalOptions } from './eval-deps.ts';

/** So many trials one after the other without a verdict: something is wrong that no further trial mends. */
const SPOILT_IN_A_ROW = 5;

/** Decides whether another trial may begin. What has begun goes on to its own end. */
export interface Limits {
  /** Why no trial may begin any more; undefined: it may. */
  reached(): string | undefined;
  /** A trial has ended, with or without a verdict. */
  ended(verdict: boolean): void;
}

/** Money counts over all sessions of a folder, time in this one. */
export function createLimits(options: EvalOptions, suite: EvalSuite, lines: readonly JournalLine[]): Limits {
  const startedAt = performance.now();
  let spoilt = 0;
  return {
    ended(verdict) {
      spoilt = verdict ? 0 : spoilt + 1;
    },
    reached() {
      if (spoilt >= SPOILT_IN_A_ROW) return `the infrastructure spoilt ${spoilt} trials one after the other.`;
      const { limitMinutes, limitUsd } = options;
      if (limitMinutes !== undefined && performance.now() - startedAt >= limitMinutes * 60_000)
        return `the limit of ${limitMinutes} minutes was reached.`;
      if (limitUsd === undefined) return undefined;
      const spent = spentUsd(suite, lines);
      if (spent === null)
        return '--limit-usd cannot be kept, because a model has no price: give token_prices, or a price file (ROTE_PRICES).';
      return spent >= limitUsd ? `the limit of $${limitUsd} was reached ($${spent.toFixed(4)} spent).` : undefined;
    },
  };
}

/** Of all trials so far, spoilt ones too; null as soon as one has no price. */
function spentUsd(suite: EvalSuite, lines: readonly JournalLine[]): number | null {
  let sum = 0;
  for (const line of lines) {
    const one = suite.cases.find((candidate) => candidate.id === line.case_id);
    const cost = line.type === 'infrastructure' ? line.cost_usd : line.type === 'finished' && one ? scoreTrial(one, line).costUsd : 0;
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}
