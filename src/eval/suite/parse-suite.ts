import { type PlaybookProblem, readYaml } from '../../playbook/index.ts';
import { checkSuite } from './check-suite.ts';
import { type EvalSuite, mergeCase, toSuite } from './suite.ts';
import { suiteFindings } from './suite-findings.ts';
import { suiteSchema } from './suite-schema.ts';

/** A problem with its position; `path` is such as `cases.0.expect.check`. */
export type SuiteProblem = PlaybookProblem;

export type ParsedSuite = { ok: true; suite: EvalSuite } | { ok: false; problems: SuiteProblem[] };

/** Reads the text of a suite file. Every problem is reported at once, in the order of the file. Never throws. */
export function parseSuite(yamlText: string, fileName: string): ParsedSuite {
  const yaml = readYaml(yamlText.replace(/^\ufeff/, ''), fileName, 'suite');
  if (yaml.problems.length > 0) return { ok: false, problems: inOrder(yaml.problems) };
  const { value } = yaml;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { ok: false, problems: [yaml.problemAt([], 'a suite is a mapping that starts with "name:"')] };
  }
  const parsed = suiteSchema.safeParse(value);
  const refused = parsed.success ? [] : suiteFindings(parsed.error.issues, suiteSchema, value);
  const problems = [
    ...refused.map((finding) => yaml.problemAt(finding.path, finding.message, finding.atKey)),
    ...checkSuite(usableParts(value as Tree)).map((finding) => yaml.problemAt(finding.path, finding.message)),
  ];
  if (parsed.success && problems.length === 0) return { ok: true, suite: toSuite(parsed.data, value) };
  return { ok: false, problems: inOrder(problems) };
}

type Tree = Record<string, unknown>;

/** The parts of a suite that the schema accepts, so that one problem does not hide others. */
function usableParts(value: Tree): Parameters<typeof checkSuite>[0] {
  const { target, defaults, cases } = suiteSchema.shape;
  const shared = defaults.safeParse(value.defaults);
  const all = Array.isArray(value.cases) ? value.cases : [];
  const whole = all.map((one) => cases.element.safeParse(one));
  return {
    target: target.safeParse(value.target).data,
    cases: whole.map((one) => (one.success ? mergeCase(shared.data ?? {}, one.data) : undefined)),
  };
}

/** The suite stored with the trials; undefined when this version cannot read it. */
export function readStoredSuite(authored: unknown): EvalSuite | undefined {
  const parsed = suiteSchema.safeParse(authored);
  return parsed.success ? toSuite(parsed.data, authored) : undefined;
}

function inOrder(problems: readonly SuiteProblem[]): SuiteProblem[] {
  return problems.toSorted((left, right) => left.line - right.line || left.column - right.column);
}
