import { readJsonPath } from '../../base/index.ts';
import { containsText } from '../../browser/index.ts';
import type { RunReport } from '../../contract/index.ts';
import type { TrialRecord } from '../records/trial-record.ts';
import { asList, type Texts } from '../suite/matcher-schema.ts';
import { fill } from '../suite/placeholders.ts';
import type { EvalCase } from '../suite/suite.ts';
import { classOfRun, type FailureClass } from './failure-class.ts';
import { shown, textOf } from './match-value.ts';
import { checkKey, scoreCheck } from './score-check.ts';

/** An expectation that was not met, by its name in the suite. */
export interface UnmetExpectation {
  expectation: string;
  message: string;
}

export interface TrialVerdict {
  passed: boolean;
  failureClass: FailureClass | undefined;
  unmet: UnmetExpectation[];
  costUsd: number | null;
}

const LIMITS: ReadonlySet<string> = new Set([
  'max_duration_ms',
  'max_actions',
  'min_actions',
  'max_input_tokens',
  'max_output_tokens',
  'max_estimated_cost_usd',
  'handoff',
]);

/** Judges a trial by its record. Pure: the same record and the same expectations give the same verdict. */
export function scoreTrial(authored: EvalCase, record: TrialRecord): TrialVerdict {
  const fillIn = <T>(value: T): T => fill(value, (name) => (Object.hasOwn(record.values, name) ? record.values[name] : undefined));
  const one = { ...authored, expect: fillIn(authored.expect) };
  const costUsd = costOf(one, record.report);
  const outcome = outcomeProblems(one, record.report);
  // The content of a run that should have succeeded and did not is not worth judging.
  const content = outcome.some(({ expectation }) => expectation === 'must_succeed') ? [] : contentProblems(one, record.report);
  const unmet = [...outcome, ...content, ...limitProblems(one, record, costUsd)];
  for (const check of authored.expect.check) {
    const found = record.observations.find((observation) => observation.key === checkKey(check));
    unmet.push(...scoreCheck(fillIn(check), found).map((message) => ({ expectation: 'check', message })));
  }
  return { passed: unmet.length === 0, failureClass: classOf(unmet, record.report), unmet, costUsd };
}

function classOf(unmet: readonly UnmetExpectation[], report: RunReport): FailureClass | undefined {
  if (unmet.length === 0) return undefined;
  if (unmet.some(({ expectation }) => expectation === 'must_succeed')) return classOfRun(report);
  return unmet.every(({ expectation }) => LIMITS.has(expectation)) ? 'limit' : 'wrong_answer';
}

/** The cost by the suite's prices if it sets them, else as the run counted it; null when a price is unknown. */
function costOf({ token_prices: prices }: EvalCase, { tokens }: RunReport): number | null {
  if (prices === undefined) return tokens.cost_usd;
  const fresh = Math.max(0, tokens.input - tokens.cached);
  return (fresh * prices.input + tokens.cached * (prices.cached ?? prices.input) + tokens.output * prices.output) / 1_000_000;
}

function outcomeProblems({ expect }: EvalCase, { status, error, summary }: RunReport): UnmetExpectation[] {
  if (expect.must_succeed && status !== 'completed')
    return [{ expectation: 'must_succeed', message: `the run is ${status}: ${error?.message ?? summary}` }];
  const errorText = error === null ? '' : `${error.message}\n${JSON.stringify(error.details ?? {})}`;
  return missing('error_contains', 'the error', errorText, expect.error_contains);
}

function contentProblems({ expect }: EvalCase, { summary, extracted_texts, data }: RunReport): UnmetExpectation[] {
  const unmet = [
    ...missing('summary_contains', 'the summary', summary, expect.summary_contains),
    ...missing('extracted_text_contains', 'the extracted text', extracted_texts.join('\n'), expect.extracted_text_contains),
  ];
  for (const key of expect.required_data_keys ?? []) {
    if (!readJsonPath(data, key).found) unmet.push({ expectation: 'required_data_keys', message: `the data has no "${key}"` });
  }
  for (const [key, wanted] of Object.entries(expect.data_values_contain ?? {})) {
    const at = readJsonPath(data, key);
    if (!at.found) unmet.push({ expectation: 'data_values_contain', message: `the data has no "${key}"` });
    else {
      const parts = typeof wanted === 'string' || Array.isArray(wanted) ? wanted : String(wanted);
      unmet.push(...missing('data_values_contain', `"${key}" of the data`, textOf(at.value), parts));
    }
  }
  return unmet;
}

/** Ignores case: these texts are written by models and people. */
function missing(expectation: string, what: string, text: string, parts: Texts | undefined): UnmetExpectation[] {
  return asList(parts)
    .filter((part) => !containsText(text.toLowerCase(), part.toLowerCase()))
    .map((part) => ({ expectation, message: `${what} does not contain "${part}": ${text === '' ? 'it is empty' : shown(text)}` }));
}

function limitProblems({ expect }: EvalCase, record: TrialRecord, costUsd: number | null): UnmetExpectation[] {
  const { report, actions, handoff } = record;
  const unmet: UnmetExpectation[] = [];
  const atMost = (expectation: keyof typeof expect, value: number, unit: string) => {
    const limit = expect[expectation];
    if (typeof limit === 'number' && value > limit) unmet.push({ expectation, message: `${value} ${unit}, but the limit is ${limit}` });
  };
  atMost('max_duration_ms', Math.round(report.duration_ms), 'ms');
  atMost('max_actions', actions, 'actions');
  atMost('max_input_tokens', report.tokens.input, 'input tokens');
  atMost('max_output_tokens', report.tokens.output, 'output tokens');
  if (expect.min_actions !== undefined && actions < expect.min_actions) {
    unmet.push({ expectation: 'min_actions', message: `${actions} actions, but at least ${expect.min_actions} are expected` });
  }
  if (expect.max_estimated_cost_usd !== undefined) {
    if (costUsd === null)
      unmet.push({
        expectation: 'max_estimated_cost_usd',
        message: 'the cost is unknown because the model has no price: give token_prices',
      });
    else if (costUsd > expect.max_estimated_cost_usd) {
      unmet.push({
        expectation: 'max_estimated_cost_usd',
        message: `$${costUsd.toFixed(6)}, but the limit is $${expect.max_estimated_cost_usd}`,
      });
    }
  }
  if (expect.handoff === 'require' && !handoff)
    unmet.push({ expectation: 'handoff', message: 'an agent should have taken over, but none did' });
  if (expect.handoff === 'forbid' && handoff) unmet.push({ expectation: 'handoff', message: 'an agent took over, which is forbidden' });
  return unmet;
}
