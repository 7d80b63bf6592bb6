import type { CaseScore, EvalReport, TrialScore } from '../scoring/report-schema.ts';
import { bootstrapDifference, RESAMPLES } from '../statistics/bootstrap.ts';
import { FEWEST_PAIRS, mcnemar } from '../statistics/mcnemar.ts';
import { mean } from '../statistics/quantile.ts';
import type { CaseComparison, Certainty, Comparison, FigureDifference, PassDifference } from './comparison.ts';

const SIGNIFICANT = 0.05;
const FIGURES = ['duration_ms', 'actions', 'input_tokens', 'output_tokens', 'cost_usd'] as const;

interface Pair {
  before: TrialScore;
  after: TrialScore;
}

/** Compares two evaluations case by case and trial by trial. Pure; the same seed gives the same numbers. */
export function compareReports(
  before: { report: EvalReport; path: string },
  after: { report: EvalReport; path: string },
  seed: number,
): Comparison {
  const old = new Map(before.report.cases.map((one) => [one.id, one]));
  const shared = after.report.cases.flatMap((one) => {
    const other = old.get(one.id);
    return other === undefined ? [] : [{ id: one.id, before: other, after: one, pairs: pairsOf(other, one) }];
  });
  const ids = new Set(shared.map((one) => one.id));
  const cases = shared.map(
    (one): CaseComparison => ({
      id: one.id,
      verdict: verdictOf(one.before, one.after),
      pass: passDifference(one.pairs),
      figures: figureDifferences([one.pairs], seed),
      problems: one.after.problems,
    }),
  );
  return {
    before: { name: before.report.suite.name, hash: before.report.suite.hash, path: before.path },
    after: { name: after.report.suite.name, hash: after.report.suite.hash, path: after.path },
    seed,
    resamples: RESAMPLES,
    pass: passDifference(shared.flatMap((one) => one.pairs)),
    figures: figureDifferences(
      shared.map((one) => one.pairs),
      seed,
    ),
    cases,
    onlyBefore: before.report.cases.map((one) => one.id).filter((id) => !ids.has(id)),
    onlyAfter: after.report.cases.map((one) => one.id).filter((id) => !ids.has(id)),
    regressions: cases.filter(isRegression).map((one) => one.id),
    notes: notesOf(before.report, after.report, cases),
  };
}

/** The case passed and no longer does, or significantly fewer of its trials pass. */
function isRegression({ verdict, pass }: CaseComparison): boolean {
  return verdict === 'regressed' || (pass.certainty === 'real' && pass.worse > pass.better);
}

/** Trials with the same number that have a verdict on both sides. */
function pairsOf(before: CaseScore, after: CaseScore): Pair[] {
  const judged = (trial: TrialScore | undefined) => trial !== undefined && (trial.outcome === 'passed' || trial.outcome === 'failed');
  return before.trials.flatMap((one) => {
    const other = after.trials.find((trial) => trial.trial === one.trial);
    return judged(one) && other !== undefined && judged(other) ? [{ before: one, after: other }] : [];
  });
}

function verdictOf(before: CaseScore, after: CaseScore): CaseComparison['verdict'] {
  if (before.passed) return after.passed ? 'still_passes' : 'regressed';
  return after.passed ? 'fixed' : 'still_fails';
}

function passDifference(pairs: readonly Pair[]): PassDifference {
  const passed = (trial: TrialScore) => trial.outcome === 'passed';
  const worse = pairs.filter((pair) => passed(pair.before) && !passed(pair.after)).length;
  const better = pairs.filter((pair) => !passed(pair.before) && passed(pair.after)).length;
  const p = mcnemar(worse, better);
  return {
    pairs: pairs.length,
    passedBefore: pairs.filter((pair) => passed(pair.before)).length,
    passedAfter: pairs.filter((pair) => passed(pair.after)).length,
    worse,
    better,
    p,
    certainty: passCertainty({ pairs: pairs.length, changed: worse + better, p }),
  };
}

function passCertainty({ pairs, changed, p }: { pairs: number; changed: number; p: number }): Certainty {
  if (changed === 0) return 'same';
  if (p < SIGNIFICANT) return 'real';
  return pairs < FEWEST_PAIRS ? 'too_few' : 'noise';
}

function figureDifferences(groups: readonly (readonly Pair[])[], seed: number): FigureDifference[] {
  return FIGURES.flatMap((figure) => {
    const known = groups.map((pairs) => pairs.filter((pair) => pair.before[figure] !== null && pair.after[figure] !== null));
    const difference = bootstrapDifference(
      known.map((pairs) => pairs.map((pair) => pair.after[figure]! - pair.before[figure]!)),
      seed,
    );
    if (difference === undefined) return [];
    const side = (key: 'before' | 'after') =>
      mean(known.filter((pairs) => pairs.length > 0).map((pairs) => mean(pairs.map((pair) => pair[key][figure]!))!))!;
    const differs = known.some((pairs) => pairs.some((pair) => pair.before[figure] !== pair.after[figure]));
    return [{ figure, before: side('before'), after: side('after'), difference, certainty: certaintyOf(difference, differs) }];
  });
}

/** With fewer pairs than the exact test needs, a bootstrap would call anything real. */
function certaintyOf({ low, high, pairs }: { low: number; high: number; pairs: number }, differs: boolean): Certainty {
  if (!differs) return 'same';
  if (pairs < FEWEST_PAIRS) return 'too_few';
  return low > 0 || high < 0 ? 'real' : 'noise';
}

function notesOf(before: EvalReport, after: EvalReport, cases: readonly CaseComparison[]): string[] {
  const notes: string[] = [];
  if (before.suite.name !== after.suite.name)
    notes.push(`The reports are of different suites: "${before.suite.name}" and "${after.suite.name}".`);
  else if (before.suite.hash !== after.suite.hash)
    notes.push('The suite was changed in between: a verdict may differ because the expectation does.');
  const commit = (report: EvalReport) => report.sessions.at(-1)?.versions.commit?.slice(0, 12) ?? 'no commit';
  notes.push(`Commits: ${commit(before)} and ${commit(after)}.`);
  const parallel = (report: EvalReport) => report.sessions.at(-1)?.parallel;
  if (parallel(before) !== parallel(after)) {
    notes.push(`Times also differ because ${parallel(before)} trials ran at the same time before and ${parallel(after)} after.`);
  }
  const fewest = Math.min(...cases.map((one) => one.pass.pairs));
  if (cases.length > 0 && fewest < FEWEST_PAIRS) {
    notes.push(
      `A case with fewer than ${FEWEST_PAIRS} trials on both sides cannot show a real change of its pass rate: use --trials ${FEWEST_PAIRS} or more.`,
    );
  }
  if (cases.length >= 20)
    notes.push(`Of ${cases.length} cases, about ${Math.round(cases.length * SIGNIFICANT)} seem to differ by chance alone.`);
  return notes;
}
