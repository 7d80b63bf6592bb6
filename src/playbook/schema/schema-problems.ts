import type { z } from 'zod';
import { actionsOf } from '../../actions/index.ts';
import { valueAt } from '../../base/index.ts';
import type { Path } from '../binding/slots.ts';
import { playbookSchema } from './playbook-schema.ts';
import { pathText } from './problem.ts';
import { STEP_ACTIONS, stepSchemas } from './steps/step-schema.ts';
import { didYouMean } from './suggest.ts';

/** One thing the schema refuses, in words. */
export interface SchemaFinding {
  readonly path: Path;
  readonly message: string;
  /** The problem is the key itself. */
  readonly atKey: boolean;
}

/** Puts what zod found into sentences for the author of the file. `value` is what was checked. */
export function schemaFindings(issues: readonly z.core.$ZodIssue[], value: unknown): SchemaFinding[] {
  return issues.flatMap((issue) => findingsOf(issue, value));
}

function findingsOf(issue: z.core.$ZodIssue, value: unknown): SchemaFinding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const found = valueAt(value, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key, value), atKey: true }));
  }
  // Of several forms, the author meant the one of this type: only its problems are of use.
  const meant = issue.code === 'invalid_union' && found !== undefined ? meantForm(issue.errors) : undefined;
  if (meant !== undefined) return meant.flatMap((inner) => findingsOf({ ...inner, path: [...issue.path, ...inner.path] }, value));
  return [{ path, message: sentence(issue, path, found), atKey: false }];
}

/** The problems of the only form whose type fits; undefined if none does, or several. */
function meantForm(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const fitting = forms.filter((issues) => !issues.some(({ code, path }) => path.length === 0 && WRONG_TYPE.has(code)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

const WRONG_TYPE: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_union']);

function unknownKey(path: Path, key: string, value: unknown): string {
  const action = path.length >= 2 && path[0] === 'steps' ? actionAt(value, path) : undefined;
  const where = action === undefined ? pathText(path) || 'a playbook' : whereInStep(path, action);
  const known = knownKeys(path, action);
  const keys = known.length === 0 ? '' : `; it has ${known.join(', ')}`;
  const hint = didYouMean(key, known);
  if (action !== undefined && path.length === 2 && STEP_KEYS.has(key)) return `${where} cannot use ${key}${keys}`;
  if (action !== undefined && path.length === 3 && Object.hasOwn(stepSchemas.get(action)?.shape ?? {}, key)) {
    return `${where} has no key "${key}"; write it on the step itself, beside ${String(path[2])}`;
  }
  if (/^\w+$/.test(key) && valueAt(value, [...path, key]) === null) {
    return `${where} has no key "${key}"${hint}; if a placeholder is meant, put quotes around it: '{${key}}'`;
  }
  return `${where} has no key "${key}"${hint}${keys}`;
}

/** Every key that a step of some action has. */
const STEP_KEYS = new Set([...stepSchemas.values()].flatMap((step) => Object.keys(step.shape)));

function whereInStep(path: Path, action: string): string {
  const step = `${/^[aeiou]/.test(action) ? 'an' : 'a'} ${action} step`;
  return path.length === 2 ? step : `${pathText(path.slice(2))} of ${step}`;
}

function sentence(issue: z.core.$ZodIssue, path: Path, found: unknown): string {
  const name = nameOf(path);
  if (issue.code === 'invalid_union' && issue.discriminator === 'action') {
    if (typeof found !== 'string') return `a step needs an action, one of ${STEP_ACTIONS.join(', ')}`;
    return `there is no action "${found}"${meantAction(found)}; a step has one of ${STEP_ACTIONS.join(', ')}`;
  }
  if (found === undefined) return `${name} is missing`;
  if (issue.code === 'invalid_type')
    return `${name} must be ${expected(issue.expected)}, not ${described(found)}${quoteHint(issue.expected, found)}`;
  if (issue.code === 'invalid_value' && issue.values.length > 1 && typeof found === 'string') {
    const known = issue.values.map(String);
    return `${name} must be one of ${known.join(', ')}, not "${found}"${didYouMean(found, known)}`;
  }
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid'))
    return `${name} must be ${issue.values.map(String).join(' or ')}, not ${described(found)}`;
  if (issue.code === 'too_small') return issue.message.startsWith('Too small') ? `${name} ${tooSmall(issue)}` : `${name} ${issue.message}`;
  if (issue.code === 'too_big') return `${name} ${tooBig(issue)}`;
  if (issue.code === 'invalid_union') return `${name} ${refusedForms(issue.errors, found)}`;
  return `${name} ${issue.message}`;
}

/** An action of another name that does the same, else the action with the most similar name. */
function meantAction(word: string): string {
  const same = actionsOf('playbook').find(({ otherNames }) => otherNames.includes(word.toLowerCase()));
  return same === undefined ? didYouMean(word, STEP_ACTIONS) : ` (did you mean "${same.name}"?)`;
}

function refusedForms(forms: readonly (readonly z.core.$ZodIssue[])[], found: unknown): string {
  const types = forms.flatMap(([first]) => (first?.code === 'invalid_type' && first.path.length === 0 ? [expected(first.expected)] : []));
  const known = [...new Set(types)];
  const hint = quoteHint('string', found);
  if (known.length < forms.length) return `is ${described(found)}, which is not allowed there${hint}`;
  return `must be ${known.join(' or ')}, not ${described(found)}${hint}`;
}

function nameOf(path: Path): string {
  if (path.length === 0) return 'a playbook';
  if (path[0] !== 'steps' || path.length < 2) return pathText(path);
  return path.length === 2 ? 'a step' : pathText(path.slice(2));
}

function tooSmall(issue: { origin: string; minimum: number | bigint }): string {
  if (issue.origin === 'string') return 'is empty';
  return issue.origin === 'array' ? `needs at least ${counted(issue.minimum, 'item')}` : `must be at least ${String(issue.minimum)}`;
}

function tooBig(issue: { origin: string; maximum: number | bigint }): string {
  if (issue.origin === 'string') return `must have at most ${counted(issue.maximum, 'character')}`;
  return issue.origin === 'array' ? `must have at most ${counted(issue.maximum, 'item')}` : `must be at most ${String(issue.maximum)}`;
}

function counted(count: number | bigint, word: string): string {
  return `${String(count)} ${word}${Number(count) === 1 ? '' : 's'}`;
}

function expected(type: string): string {
  const words: Record<string, string> = {
    string: 'a string',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[type] ?? `a ${type}`;
}

function described(found: unknown): string {
  if (found === null) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'a mapping';
  return typeof found === 'string' ? 'a string' : `the ${typeof found} ${String(found)}`;
}

/** The usual mistakes: an unquoted number, an unquoted placeholder (which YAML reads as a mapping). */
function quoteHint(type: string, found: unknown): string {
  if (type !== 'string') return '';
  if (typeof found === 'number' || typeof found === 'boolean') return `; put quotes around it: '${found}'`;
  const keys = found !== null && typeof found === 'object' && !Array.isArray(found) ? Object.entries(found) : [];
  const [only] = keys;
  return keys.length === 1 && only !== undefined && only[1] === null ? `; put quotes around the placeholder: '{${only[0]}}'` : '';
}

function actionAt(value: unknown, path: Path): string | undefined {
  const action = valueAt(value, [...path.slice(0, 2), 'action']);
  return typeof action === 'string' ? action : undefined;
}

/** The keys that the schema has at a path, for the suggestion; empty where that is unknown. */
function knownKeys(path: Path, action: string | undefined): string[] {
  let schema: unknown = playbookSchema;
  const rest = [...path];
  if (action !== undefined) {
    schema = stepSchemas.get(action);
    rest.splice(0, 2);
  }
  for (const part of rest) schema = childOf(unwrapped(schema), part);
  const shape = shapeOf(unwrapped(schema));
  return shape === undefined ? [] : Object.keys(shape);
}

function unwrapped(schema: unknown): unknown {
  const definition = (schema as { def?: { innerType?: unknown; options?: readonly unknown[] } } | undefined)?.def;
  // Of several forms, the mapping has the keys.
  const inner = definition?.innerType ?? definition?.options?.find((form) => shapeOf(unwrapped(form)) !== undefined);
  return inner === undefined ? schema : unwrapped(inner);
}

function childOf(schema: unknown, part: string | number): unknown {
  const definition = (schema as { def?: { element?: unknown } } | undefined)?.def;
  return typeof part === 'number' ? definition?.element : shapeOf(schema)?.[part];
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return (schema as { shape?: Record<string, unknown> } | undefined)?.shape;
}
