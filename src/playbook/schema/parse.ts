import { RESERVED_CHARACTERS } from '../binding/bind-value.ts';
import { injectPaths, parseInjectPath, refuseInjection, setAtPath } from '../binding/inject.ts';
import { checkPlaybook } from './check.ts';
import { type Playbook, playbookSchema } from './playbook-schema.ts';
import type { PlaybookProblem } from './problem.ts';
import { schemaFindings } from './schema-problems.ts';
import { warningsOf } from './warnings.ts';
import { readYaml, type YamlDocument } from './yaml-document.ts';

export type ParsedPlaybook =
  | { readonly ok: true; readonly playbook: Playbook; readonly warnings: readonly PlaybookProblem[] }
  | { readonly ok: false; readonly problems: readonly PlaybookProblem[] };

type Tree = Record<string, unknown>;

/**
 * Reads the text of a playbook file. Reports all problems at once, in the order of the file: YAML, keys and types,
 * placeholders, patterns, inject paths. Of a valid file, it warns of what is probably not meant. Never throws. `fileName` is only for the messages.
 */
export function parsePlaybook(yamlText: string, fileName: string): ParsedPlaybook {
  const yaml = readYaml(yamlText.replace(/^\ufeff/, ''), fileName);
  if (yaml.problems.length > 0) return { ok: false, problems: inOrder(yaml.problems) };
  const { value } = yaml;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const what =
      value === null || value === undefined ? 'the file is empty' : `the file is ${Array.isArray(value) ? 'a list' : 'a single value'}`;
    return { ok: false, problems: [yaml.problemAt([], `${what}; a playbook is a mapping that begins with "id:"`)] };
  }
  if (yamlText.search(RESERVED_CHARACTERS) !== -1) {
    return { ok: false, problems: [yaml.problemAt([], 'the file contains a Unicode noncharacter (U+FDD0 to U+FDEF); remove it')] };
  }
  return parseTree(value as Tree, yaml);
}

function parseTree(authored: Tree, yaml: YamlDocument): ParsedPlaybook {
  // What the file means if every parameter has a value, and if only those have one that always do.
  const full = inject(authored, () => true);
  const least = inject(authored, (parameter) => parameter.required !== false || parameter.default !== undefined);
  const parsed = playbookSchema.safeParse(least);
  const problems = checkPlaybook(authored, full).map((finding) => yaml.problemAt(finding.path, finding.message));
  for (const tree of [least, full]) {
    const result = tree === least ? parsed : playbookSchema.safeParse(tree);
    for (const finding of result.success ? [] : schemaFindings(result.error.issues, tree)) {
      problems.push(yaml.problemAt(finding.path, finding.message, finding.atKey));
    }
  }
  if (parsed.success && problems.length === 0) {
    const warnings = warningsOf(parsed.data).map((finding) => yaml.problemAt(finding.path, finding.message));
    return { ok: true, playbook: parsed.data, warnings };
  }
  return { ok: false, problems: inOrder(problems) };
}

function inject(authored: Tree, has: (parameter: Tree) => boolean): Tree {
  const copy = structuredClone(authored);
  const parameters = Array.isArray(authored.parameters) ? authored.parameters : [];
  for (const parameter of parameters) {
    if (parameter === null || typeof parameter !== 'object' || typeof parameter.name !== 'string' || !has(parameter)) continue;
    for (const text of injectPaths(parameter.inject_into)) {
      const parsed = parseInjectPath(text);
      if (parsed.ok && refuseInjection(parsed.path, copy.steps) === undefined) setAtPath(copy, parsed.path, `{${parameter.name}}`);
    }
  }
  return copy;
}

function inOrder(problems: readonly PlaybookProblem[]): PlaybookProblem[] {
  const seen = new Set<string>();
  const all = problems.filter((problem) => {
    const key = `${problem.line}:${problem.column}:${problem.message}`;
    return seen.has(key) ? false : seen.add(key);
  });
  return all.sort((left, right) => left.line - right.line || left.column - right.column);
}
