import { count, money, percent, time } from '../reporting/format.ts';
import type { CaseComparison, Certainty, Comparison, FigureDifference, PassDifference } from './comparison.ts';

const WORD: Readonly<Record<Certainty, string>> = { real: 'real', noise: 'noise', too_few: 'too few to tell', same: 'the same' };
const VERDICT: Readonly<Record<CaseComparison['verdict'], string>> = {
  regressed: 'REGRESSED',
  fixed: 'fixed',
  still_passes: 'passes',
  still_fails: 'still fails',
};

/** Formats a comparison for a terminal: the totals, a line for each case, then regressions and notes. */
export function comparisonText(comparison: Comparison): string {
  const { pass, figures, cases, regressions, onlyBefore, onlyAfter, notes } = comparison;
  const width = Math.max(4, ...cases.map((one) => one.id.length));
  const lines = [
    `A  ${comparison.before.path}`,
    `B  ${comparison.after.path}`,
    '',
    `passed        ${passText(pass)}`,
    ...figures.map((figure) => `${figure.figure.padEnd(14)}${figureText(figure)}`),
    '',
    `${'case'.padEnd(width)}  verdict      trials passed`,
    ...cases.map((one) => `${one.id.padEnd(width)}  ${VERDICT[one.verdict].padEnd(11)}  ${passText(one.pass)}${realChanges(one)}`),
  ];
  if (onlyBefore.length > 0) lines.push('', `only in A: ${onlyBefore.join(', ')}`);
  if (onlyAfter.length > 0) lines.push('', `only in B: ${onlyAfter.join(', ')}`);
  lines.push('');
  if (regressions.length === 0) lines.push('No case got worse.');
  for (const id of regressions) {
    const one = cases.find((candidate) => candidate.id === id)!;
    lines.push(`regression: ${id}: ${one.problems.join('; ') || `${one.pass.worse} trials passed before and fail now`}`);
  }
  lines.push(...notes.map((note) => `note: ${note}`));
  lines.push(
    `pass and fail: McNemar, exact, two-sided; figures: paired bootstrap, ${comparison.resamples} resamples, seed ${comparison.seed}; real: below 5 %`,
  );
  return lines.join('\n');
}

function passText(pass: PassDifference): string {
  if (pass.pairs === 0) return 'nothing to compare';
  const rate = (passed: number) => percent(passed / pass.pairs);
  const tail = pass.certainty === 'same' ? '' : `, ${pass.worse} worse, ${pass.better} better, p = ${pass.p.toPrecision(2)}`;
  return `${rate(pass.passedBefore)} → ${rate(pass.passedAfter)} of ${pass.pairs} pairs${tail}: ${WORD[pass.certainty]}`;
}

function figureText({ figure, before, after, difference, certainty }: FigureDifference): string {
  const show = { duration_ms: time, cost_usd: money, actions: count, input_tokens: count, output_tokens: count }[figure];
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${show(Math.abs(value))}`;
  const change =
    certainty === 'same' ? '' : ` (${signed(difference.value)}, 95 %: ${signed(difference.low)} to ${signed(difference.high)})`;
  return `${show(before)} → ${show(after)}${change}: ${WORD[certainty]}`;
}

/** The real changes of a case's figures, for the end of its line. */
function realChanges({ figures }: CaseComparison): string {
  const real = figures.filter((figure) => figure.certainty === 'real').map((figure) => `${figure.figure} ${figureText(figure)}`);
  return real.length === 0 ? '' : `; ${real.join('; ')}`;
}
