import { passAtK, passHatK } from '../statistics/pass-at-k.ts';
import { mean, quantile } from '../statistics/quantile.ts';
import { wilson } from '../statistics/wilson.ts';
import type { CaseScore, Figures, Spread, TrialScore } from './report-schema.ts';

type CountedCase = Pick<CaseScore, 'execution_mode' | 'trials'>;

/** The figures of some cases: of one case, of a tag or of the suite. */
export function figuresOf(cases: readonly CountedCase[]): Figures {
  const trials = cases.flatMap((one) => one.trials);
  const scored = trials.filter(isScored);
  const passed = scored.filter((trial) => trial.outcome === 'passed');
  const replayed = scored.filter((trial) => trial.driver === 'playbook' || trial.driver === 'playbook+agent');
  const handed = scored.filter((trial) => trial.handoff);
  const couldReplay = cases.filter((one) => one.execution_mode !== 'agent_only').flatMap((one) => one.trials.filter(isScored));
  const failures: Figures['failures'] = {};
  for (const { failure_class: kind } of trials) if (kind !== null) failures[kind] = (failures[kind] ?? 0) + 1;
  return {
    planned: trials.length,
    scored: scored.length,
    passed: passed.length,
    infrastructure: trials.filter((trial) => trial.outcome === 'infrastructure').length,
    not_run: trials.filter((trial) => trial.outcome === 'not_run').length,
    pass_rate: wilson(passed.length, scored.length) ?? null,
    pass_at: passAtRows(cases),
    duration_ms: spread(scored.map((trial) => trial.duration_ms)),
    actions: spread(scored.map((trial) => trial.actions)),
    input_tokens: spread(scored.map((trial) => trial.input_tokens)),
    output_tokens: spread(scored.map((trial) => trial.output_tokens)),
    cost_usd: spread(scored.map((trial) => trial.cost_usd)),
    deterministic: share(
      couldReplay.filter((trial) => trial.outcome === 'passed' && trial.driver === 'playbook').length,
      couldReplay.length,
    ),
    handoff: share(replayed.filter((trial) => trial.handoff).length, replayed.length),
    rescue: share(handed.filter((trial) => trial.outcome === 'passed').length, handed.length),
    failures,
    infrastructure_attempts: trials.reduce((sum, trial) => sum + trial.infrastructure.length, 0),
  };
}

function isScored(trial: TrialScore): boolean {
  return trial.outcome === 'passed' || trial.outcome === 'failed';
}

/** For selected values of k, and the largest number of trials that a case has. */
function passAtRows(cases: readonly CountedCase[]): Figures['pass_at'] {
  const counts = cases.map((one) => {
    const scored = one.trials.filter(isScored);
    return { trials: scored.length, passed: scored.filter((trial) => trial.outcome === 'passed').length };
  });
  const most = Math.max(0, ...counts.map((count) => count.trials));
  const wanted = [...new Set([1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, most])]
    .filter((k) => k >= 1 && k <= most)
    .sort((a, b) => a - b);
  return wanted.map((k) => ({
    k,
    any: mean(counts.flatMap((count) => passAtK(count.trials, count.passed, k) ?? []))!,
    all: mean(counts.flatMap((count) => passHatK(count.trials, count.passed, k) ?? []))!,
  }));
}

/** One unknown value (a cost without a price) makes all three unknown: a sum of the others would be mistaken for the total. */
function spread(values: readonly (number | null)[]): Spread {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return { mean: null, p95: null, total: null };
  return { mean: mean(known)!, p95: quantile(known, 0.95)!, total: known.reduce((sum, value) => sum + value, 0) };
}

function share(hits: number, of: number) {
  return { hits, of, rate: of === 0 ? null : hits / of };
}
