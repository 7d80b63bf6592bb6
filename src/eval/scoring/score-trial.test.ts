import { describe, expect, it } from 'vitest';
import { actionFailure, type ErrorBody, type RunReport } from '../../contract/index.ts';
import type { CheckObservation, TrialRecord } from '../records/trial-record.ts';
import { oneCase, recordOf } from '../testing/records.ts';
import { classOfRun } from './failure-class.ts';
import { checkKey } from './score-check.ts';
import { scoreTrial } from './score-trial.ts';

const failed = (code: ErrorBody['code'], why: Partial<ErrorBody> = {}, more: Partial<RunReport> = {}): Partial<RunReport> => ({
  status: 'failed',
  error: { code, message: 'No such button.', ...why },
  ...more,
});

/** Which expectations of a case a trial does not meet, and the class of its failure. */
function judge(fields: string, report: Partial<RunReport> = {}, more: Partial<TrialRecord> = {}) {
  const { passed, failureClass, unmet, costUsd } = scoreTrial(oneCase(fields).cases[0]!, recordOf(report, more));
  return { passed, failureClass, unmet: unmet.map((one) => one.expectation), costUsd };
}

describe('every expectation is met or not met', () => {
  const tokens = { input: 1_000, cached: 400, output: 200, reasoning: 0, cost_usd: 0.01 };
  it.each<[string, Partial<RunReport>, Partial<TrialRecord>, Partial<RunReport>, Partial<TrialRecord>]>([
    ['must_succeed: true', {}, {}, failed('STEP_FAILED'), {}],
    ['summary_contains: [order 7, DONE]', { summary: 'Order 7 is done.' }, {}, { summary: 'Order 7.' }, {}],
    ['error_contains: no such', failed('STEP_FAILED'), {}, {}, {}],
    ['extracted_text_contains: Paid', { extracted_texts: ['a', 'status: paid'] }, {}, { extracted_texts: ['open'] }, {}],
    [
      "required_data_keys: [order.lines, 'rows[1].id']",
      { data: { order: { lines: 0 }, rows: [{}, { id: 1 }] } },
      {},
      { data: { order: { lines: 0 }, rows: [{}] } },
      {},
    ],
    [
      'data_values_contain: { order.total: 12.5, tags: [a, b] }',
      { data: { order: { total: 12.5 }, tags: ['a', 'b'] } },
      {},
      { data: { order: { total: 13 }, tags: ['a', 'b'] } },
      {},
    ],
    ['max_duration_ms: 1000', { duration_ms: 1_000 }, {}, { duration_ms: 1_001 }, {}],
    ['max_actions: 5', {}, { actions: 5 }, {}, { actions: 6 }],
    ['min_actions: 5', {}, { actions: 5 }, {}, { actions: 4 }],
    ['max_input_tokens: 1000', { tokens }, {}, { tokens: { ...tokens, input: 1_001 } }, {}],
    ['max_output_tokens: 200', { tokens }, {}, { tokens: { ...tokens, output: 201 } }, {}],
    ['max_estimated_cost_usd: 0.01', { tokens }, {}, { tokens: { ...tokens, cost_usd: null } }, {}],
    ['handoff: require', {}, { handoff: true }, {}, { handoff: false }],
    ['handoff: forbid', {}, { handoff: false }, {}, { handoff: true }],
  ])('%s', (expectation, goodReport, good, badReport, bad) => {
    const name = expectation.split(':')[0]!;
    expect(judge(`expect: { ${expectation} }`, goodReport, good)).toMatchObject({ passed: true, unmet: [], failureClass: undefined });
    expect(judge(`expect: { ${expectation} }`, badReport, bad)).toMatchObject({ passed: false, unmet: [name] });
  });

  it('expects success by default, but not of a case that may fail', () => {
    expect(judge('expect: {}', failed('STEP_FAILED')).unmet).toEqual(['must_succeed']);
    expect(judge('expect: { must_succeed: false }', failed('STEP_FAILED')).passed).toBe(true);
  });
});

describe('cost', () => {
  const tokens = { input: 1_000_000, cached: 400_000, output: 100_000, reasoning: 0, cost_usd: null };
  it.each([
    // 0.6 M fresh at $3, 0.4 M cached at $0.3, 0.1 M out at $15.
    ['token_prices: { input: 3, cached: 0.3, output: 15 }', 1.8 + 0.12 + 1.5],
    ['token_prices: { input: 3, output: 15 }', 3 + 1.5],
    ['trials: 1', null],
  ])('%s', (fields, wanted) => {
    const { costUsd } = judge(fields, { tokens });
    if (wanted === null) expect(costUsd).toBeNull();
    else expect(costUsd).toBeCloseTo(wanted, 12);
  });
});

describe('checks decide by what was observed at the target', () => {
  const http = "kind: http, url: 'http://x/api', json_path: a.b";
  const look = (matcher: string, observation: Omit<CheckObservation, 'key'>) => {
    const [one] = oneCase(`expect: { check: { ${http}, ${matcher} } }`).cases;
    const key = checkKey(one!.expect.check[0]!);
    return scoreTrial(one!, recordOf({}, { observations: [{ key, ...observation }] }));
  };

  it.each<[string, CheckObservation['value'], boolean]>([
    ['equals: cancelled', 'cancelled', true],
    ['equals: cancelled', 'Cancelled', false],
    ["equals: '42'", 42, true],
    ['equals: { x: [1] }', { x: [1] }, true],
    ['equals: []', [], true],
    ['equals: 1', true, false],
    ['not_equals: paid', 'open', true],
    ['not_equals: paid', 'paid', false],
    ['contains: [an, ce]', 'cancelled', true],
    ['contains: b', ['a', 'b'], true],
    ['contains: c', ['a', 'b'], false],
    ['not_contains: x', 'yyy', true],
    ["matches: '^R-\\d+$'", 'R-12', true],
    ["matches: '^R-\\d+$'", 'R-x', false],
    ['at_least: 2', 2, true],
    ['at_least: 2', '1.5', false],
    ['at_most: 1', ['one'], true],
    ['at_most: 1', 'many', false],
    ['exists: true', null, true],
    ['exists: false', undefined, true],
    ['exists: false', 0, false],
    ['equals: x', undefined, false],
  ])('%s of %j: %s', (matcher, value, holds) => {
    const verdict = look(matcher, { status: 200, ...(value !== undefined && { value }) });
    expect(verdict.passed).toBe(holds);
    if (!holds) expect(verdict.failureClass).toBe('wrong_answer');
  });

  it('a wrong status fails, whatever the answer contains', () => {
    expect(look('equals: x', { status: 500, value: 'x' }).unmet).toEqual([
      { expectation: 'check', message: expect.stringContaining('status 500, not 200 to 299') },
    ]);
    expect(look('exists: true, expect_status: 404', { status: 404, value: 1 }).passed).toBe(true);
  });

  it('judges a run that reports success but did nothing as a wrong answer, with placeholders filled', () => {
    const [one] = oneCase(`expect: { summary_contains: Done, check: { ${http}, equals: 'order {{run.data.id}}' } }`).cases;
    const key = checkKey(one!.expect.check[0]!);
    const judged = (value: string) =>
      scoreTrial(one!, recordOf({}, { observations: [{ key, status: 200, value }], values: { 'run.data.id': '7' } }));
    expect(judged('order 7').passed).toBe(true);
    expect(judged('order 8')).toMatchObject({
      passed: false,
      failureClass: 'wrong_answer',
      unmet: [{ message: expect.stringContaining('"order 8", not "order 7"') }],
    });
  });

  it('judges a changed expectation by the stored observation, but not another question', () => {
    const record = (check: string) => {
      const [one] = oneCase(`expect: { check: { ${check} } }`).cases;
      return { one: one!, key: checkKey(one!.expect.check[0]!) };
    };
    const asked = record(`${http}, equals: paid`);
    const observations = [{ key: asked.key, status: 200, value: 'open' }];
    expect(scoreTrial(record(`${http}, equals: open`).one, recordOf({}, { observations })).passed).toBe(true);
    const other = scoreTrial(record("kind: http, url: 'http://x/other', json_path: a, equals: open").one, recordOf({}, { observations }));
    expect(other.unmet[0]!.message).toContain('the trial did not make this check');
  });
});

describe('failure classes follow from codes', () => {
  it.each<[Partial<RunReport>, string]>([
    [failed('GUARDRAIL_BLOCKED'), 'guard'],
    [failed('STUCK'), 'stuck'],
    [failed('LLM_ERROR'), 'model'],
    [failed('TIMEOUT'), 'timeout'],
    [{ ...failed('STEP_FAILED'), status: 'timeout' }, 'timeout'],
    [failed('STEP_FAILED', { failure: actionFailure('verification') }), 'verification'],
    [failed('STEP_FAILED', { failure: actionFailure('not_found') }), 'step'],
    [failed('STEP_FAILED', undefined, { driver: 'agent' }), 'gave_up'],
    [failed('STEP_FAILED', { recovery: { code: 'LLM_ERROR' } }, { driver: 'playbook+agent' }), 'model'],
    [
      failed('STEP_FAILED', { recovery: { code: 'STEP_FAILED', failure: actionFailure('verification') } }, { driver: 'playbook+agent' }),
      'verification',
    ],
    [failed('STEP_FAILED', { recovery: { code: 'STEP_FAILED' } }, { driver: 'playbook+agent' }), 'gave_up'],
    [failed('STEP_FAILED', { failure: actionFailure('browser_gone') }), 'infrastructure'],
    [failed('SETUP_FAILED', { failure: actionFailure('login_failed') }), 'step'],
    [failed('SETUP_FAILED', undefined, { driver: null }), 'infrastructure'],
    [failed('NOT_FOUND', undefined, { driver: null }), 'suite'],
    [failed('VALIDATION_FAILED', undefined, { driver: 'agent' }), 'wrong_answer'],
    [failed('STORAGE_FULL'), 'infrastructure'],
    [failed('INTERNAL_ERROR'), 'infrastructure'],
  ])('%j is %s', (report, wanted) => {
    expect(classOfRun(recordOf(report).report)).toBe(wanted);
  });

  it('exceeding only limits is class limit; with a wrong text it is a wrong answer', () => {
    expect(judge('expect: { max_actions: 4 }').failureClass).toBe('limit');
    expect(judge('expect: { max_actions: 4, summary_contains: shipped }').failureClass).toBe('wrong_answer');
  });
});
