import { formatProblem, parsePlaybook } from '../../playbook/index.ts';
import { MATCHER_KEYS } from './matcher-schema.ts';
import { pagePlaybook } from './page-playbook.ts';
import { fill, placeholdersIn } from './placeholders.ts';
import type { EvalCase } from './suite.ts';
import type { Target } from './suite-schema.ts';

/** Placeholders that every trial has values for. */
const OWN_NAMES = new Set(['suite.dir', 'case.id', 'trial', 'slot', 'port', 'dir']);
/** Placeholders for checks, known once the run has ended. */
const RUN_NAMES = /^run\.(id|folder|summary|data\..+)$/;

interface SuiteProblem {
  path: (string | number)[];
  message: string;
}

/**
 * Checks what a schema cannot: duplicate ids, contradictions and placeholders without a value. `cases` has undefined in place of cases that the
 * schema refused.
 */
export function checkSuite({ target, cases }: { target: Target | undefined; cases: readonly (EvalCase | undefined)[] }): SuiteProblem[] {
  const findings: SuiteProblem[] = [];
  const seen = new Map<string, number>();
  for (const [index, one] of cases.entries()) {
    if (one === undefined) continue;
    const at = (...path: (string | number)[]) => ['cases', index, ...path];
    const first = seen.get(one.id);
    if (first !== undefined)
      findings.push({ path: at('id'), message: `the id "${one.id}" is already used by case ${first + 1}; give this case another one` });
    else seen.set(one.id, index);
    for (const { path, message } of contradictions(one)) findings.push({ path: at(...path), message });
    const { expect } = one;
    for (const [key, value] of Object.entries(one)) {
      for (const name of placeholdersIn(value)) {
        const problem = unknownPlaceholder(name, target !== undefined, key === 'expect');
        if (problem !== undefined) findings.push({ path: at(key), message: problem });
      }
    }
    for (const [number, check] of expect.check.entries()) {
      for (const message of checkProblems(check)) findings.push({ path: at('expect', 'check', number), message });
    }
  }
  for (const name of placeholdersIn(target)) {
    if (!OWN_NAMES.has(name) && !name.startsWith('env.'))
      findings.push({ path: ['target'], message: `{{${name}}} has no value when the target is started` });
  }
  return findings;
}

function contradictions(one: EvalCase): SuiteProblem[] {
  const { expect } = one;
  const found: SuiteProblem[] = [];
  const add = (path: (string | number)[], message: string) => found.push({ path, message });
  if (one.execution_mode === 'agent_only' && one.playbook !== undefined)
    add(['playbook'], 'a playbook is named and execution_mode is agent_only: omit one of them');
  if (expect.must_succeed && expect.error_contains !== undefined)
    add(['expect', 'must_succeed'], 'must_succeed is true and error_contains is given: a run that succeeds has no error');
  if (expect.handoff === 'require' && one.execution_mode !== 'hybrid_auto')
    add(['expect', 'handoff'], `a handoff is required and execution_mode is ${one.execution_mode}, which has none`);
  if (expect.min_actions !== undefined && expect.max_actions !== undefined && expect.min_actions > expect.max_actions) {
    add(['expect', 'min_actions'], 'min_actions is more than max_actions');
  }
  return found;
}

function unknownPlaceholder(name: string, hasTarget: boolean, inCheck: boolean): string | undefined {
  if (OWN_NAMES.has(name) || name.startsWith('env.')) return undefined;
  if (name.startsWith('target.')) return hasTarget ? undefined : `{{${name}}} needs a target, and the suite has none`;
  if (RUN_NAMES.test(name)) return inCheck ? undefined : `{{${name}}} is known only after the run: use it in checks`;
  return `there is no value for {{${name}}}; known are target.NAME, env.NAME, ${[...OWN_NAMES].join(', ')}, and in checks run.id, run.folder, run.summary, run.data.NAME`;
}

function checkProblems(check: EvalCase['expect']['check'][number]): string[] {
  if (check.kind === 'page') {
    const parsed = parsePlaybook(pagePlaybook(fill(check, anyValue)), 'check');
    return parsed.ok
      ? []
      : parsed.problems.map((problem) => `this page cannot be checked: ${formatProblem(problem).replace(/^check:\d+:\d+: /, '')}`);
  }
  if (check.kind === 'download') return [];
  const matchers = MATCHER_KEYS.filter((key) => check[key] !== undefined);
  if (check.json_path !== undefined && matchers.length === 0)
    return [`a check with a json_path needs an expectation for its value: one of ${MATCHER_KEYS.join(', ')}`];
  return [];
}

/** A possible value of a placeholder: an address or a word. */
function anyValue(name: string): string {
  return name === 'target.url' || name.startsWith('env.') || name.startsWith('run.data.') ? 'http://127.0.0.1' : 'x';
}
