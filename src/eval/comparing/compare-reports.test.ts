import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../records/trial-record.ts';
import { scoreSuite } from '../scoring/score-suite.ts';
import { headerOf, recordOf, suiteOf } from '../testing/records.ts';
import { compareReports } from './compare-reports.ts';
import { comparisonText } from './comparison-text.ts';

const TRIALS = 8;

/** A report of cases whose trials passed (1) or failed (0), each taking so many milliseconds. */
function reportOfTrials(cases: Record<string, { passed: string; ms?: (trial: number) => number; cost?: number | null }>) {
  const ids = Object.keys(cases);
  const suite = suiteOf(
    `name: s\ndefaults: { trials: ${TRIALS} }\ncases:\n${ids.map((id) => `  - { id: ${id}, directive: x }`).join('\n')}\n`,
  );
  const lines = Object.entries(cases).flatMap(([case_id, { passed, ms, cost = 0 }]) =>
    [...passed].map(
      (mark, index): JournalLine =>
        recordOf(
          {
            ...(mark === '0' && { status: 'failed', error: { code: 'STEP_FAILED', message: 'no' } }),
            duration_ms: ms?.(index + 1) ?? 1_000,
            tokens: { input: 10, cached: 0, output: 1, reasoning: 0, cost_usd: cost },
          },
          { case_id, trial: index + 1 },
        ),
    ),
  );
  return { report: scoreSuite(suite, headerOf(suite), lines), path: '/r' };
}

const all = '1'.repeat(TRIALS);
const none = '0'.repeat(TRIALS);

describe('compare', () => {
  it('names the case that got worse, and calls the change real', () => {
    const comparison = compareReports(
      reportOfTrials({ a: { passed: all }, b: { passed: all } }),
      reportOfTrials({ a: { passed: all }, b: { passed: none } }),
      1,
    );
    expect(comparison.regressions).toEqual(['b']);
    const [a, b] = comparison.cases;
    expect(a).toMatchObject({ verdict: 'still_passes', pass: { worse: 0, better: 0, p: 1, certainty: 'same' } });
    expect(b).toMatchObject({
      verdict: 'regressed',
      pass: { pairs: 8, passedBefore: 8, passedAfter: 0, worse: 8, better: 0, certainty: 'real' },
    });
    expect(b!.pass.p).toBeCloseTo(2 / 256, 12);
    expect(comparisonText(comparison)).toContain('regression: b: 0 of 8 trials passed, but 100 % must');
  });

  it('calls a change noise when chance explains it, and too few when no result could be significant', () => {
    const before = reportOfTrials({ a: { passed: '11110000' }, b: { passed: '111' } });
    const after = reportOfTrials({ a: { passed: '00111100' }, b: { passed: '000' } });
    const [a, b] = compareReports(before, after, 1).cases;
    // Two worse, two better.
    expect(a!.pass).toMatchObject({ worse: 2, better: 2, p: 1, certainty: 'noise' });
    expect(b!.pass).toMatchObject({ worse: 3, better: 0, p: expect.closeTo(0.25, 12), certainty: 'too_few' });
  });

  it('counts a case that already failed as a regression only if significantly fewer trials pass', () => {
    const before = reportOfTrials({ a: { passed: '01111111' }, b: { passed: '01111111' }, c: { passed: none } });
    const after = reportOfTrials({ a: { passed: '00111111' }, b: { passed: none }, c: { passed: all } });
    const comparison = compareReports(before, after, 1);
    expect(comparison.regressions).toEqual(['b']);
    expect(comparison.cases.map((one) => one.verdict)).toEqual(['still_fails', 'still_fails', 'fixed']);
  });

  it('calls a shift of a figure in every pair real, and a wobble noise', () => {
    const wobble = (trial: number) => 1_000 + (trial % 2 === 0 ? 50 : -50);
    const before = reportOfTrials({ a: { passed: all, ms: wobble } });
    const slower = compareReports(before, reportOfTrials({ a: { passed: all, ms: (trial) => wobble(trial) + 300 + trial } }), 1);
    expect(slower.figures[0]).toMatchObject({ figure: 'duration_ms', certainty: 'real' });
    expect(slower.figures[0]!.difference.value).toBeCloseTo(304.5, 9);
    const same = compareReports(before, reportOfTrials({ a: { passed: all, ms: (trial) => wobble(trial + 1) } }), 1);
    expect(same.figures[0]).toMatchObject({ certainty: 'noise' });
    expect(slower.figures.find((one) => one.figure === 'input_tokens')!.certainty).toBe('same');
  });

  it('gives the same numbers for the same seed, and prints the seed', () => {
    const ms = (trial: number) => 1_000 + trial ** 3;
    const before = reportOfTrials({ a: { passed: all, ms }, b: { passed: all, ms } });
    const after = reportOfTrials({ a: { passed: all, ms: (trial) => ms(9 - trial) }, b: { passed: all } });
    expect(compareReports(before, after, 7)).toEqual(compareReports(before, after, 7));
    expect(compareReports(before, after, 7).figures).not.toEqual(compareReports(before, after, 8).figures);
    expect(comparisonText(compareReports(before, after, 7))).toContain('seed 7');
  });

  it('omits figures without a price and cases of only one side', () => {
    const comparison = compareReports(
      reportOfTrials({ a: { passed: all, cost: null }, gone: { passed: all } }),
      reportOfTrials({ a: { passed: all }, fresh: { passed: none } }),
      1,
    );
    expect(comparison.figures.map((one) => one.figure)).not.toContain('cost_usd');
    expect(comparison).toMatchObject({ onlyBefore: ['gone'], onlyAfter: ['fresh'], regressions: [] });
    expect(comparison.notes.join(' ')).toContain('The suite was changed in between');
  });
});
