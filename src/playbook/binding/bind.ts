import { mapStrings } from '../../base/index.ts';
import type { Playbook } from '../schema/playbook-schema.ts';
import { type BindProblem, pathText, stepOfPath } from '../schema/problem.ts';
import { capturedNames } from '../schema/steps/capture.ts';
import type { Condition } from '../schema/steps/condition.ts';
import type { Step } from '../schema/steps/step.ts';
import { BASE_URL } from './bind-url.ts';
import type { BoundValue } from './bind-value.ts';
import { type FilledSlot, fillSlot, type LookUp, languageOf } from './fill-slot.ts';
import { actionOf, injectPaths, parseInjectPath, setAtPath } from './inject.ts';
import { writeBound } from './secrets.ts';
import { type Path, type SlotKind, slotKind } from './slots.ts';
import { isCredential, parseTemplate, placeholderNames, type TemplatePiece, writeTemplate } from './template.ts';

export type BoundPlaybook =
  | { readonly ok: true; readonly playbook: Playbook }
  | { readonly ok: false; readonly problems: readonly BindProblem[] };

export type BoundStep = { readonly ok: true; readonly step: Step } | { readonly ok: false; readonly problems: readonly BindProblem[] };

export type BoundCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problems: readonly BindProblem[] };

/**
 * Puts the values of parameters (`extractParameters`) and `base_url` into a playbook, before the browser starts. What
 * remains are the placeholders of later values in steps and summary (filled by `bindStep` and `bindText`) and
 * `{credential:x}` (filled by `resolveSecrets`). Static headers move into the api_request steps. Reports all problems
 * at once: placeholders without a value, and values that are not allowed where they are used.
 */
export function bindPlaybook(playbook: Playbook, values: Readonly<Record<string, string>>): BoundPlaybook {
  const problems: BindProblem[] = [];
  const reported = new Set<string>();
  const later = laterNames(playbook);
  const ints = new Set(playbook.parameters.filter((parameter) => parameter.type === 'int').map((parameter) => parameter.name));
  const lookUp: LookUp = (name) => {
    if (isCredential(name) || later.has(name)) return 'pending';
    return { name, text: values[name] ?? '', int: ints.has(name) };
  };
  const source = withHeaders(withInjections(playbook, values));
  const bound = mapStrings(source, (text, path) => {
    const kind = slotKind(path, actionAt(source, path));
    if (kind === undefined) return text;
    const names = placeholderNames(text, languageOf(kind));
    const missing = names.filter((name) => !isCredential(name) && !later.has(name) && !Object.hasOwn(values, name));
    if (missing.length > 0) {
      problems.push(...missing.filter((name) => !reported.has(name)).map((name) => problemAt(path, noValueMessage(name), name)));
      for (const name of missing) reported.add(name);
      return text;
    }
    const filled = fillSlot(kind, text, lookUp);
    if (!filled.ok) {
      problems.push(problemOf(path, kind, filled));
      return text;
    }
    const final = path[0] === 'auth' || path[0] === 'start_url' || path[0] === 'capture';
    return numberOr(final ? writeBound(filled.pieces) : writeTemplate(filled.pieces), text, kind, path, lookUp);
  }) as Playbook;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, playbook: bound };
}

/**
 * Puts the values that earlier steps and captures stored into one step of a bound playbook, just before it runs. What
 * remains is `{credential:x}`. In texts for people a missing value stays as its placeholder; anywhere else it is a
 * problem.
 */
export function bindStep(step: Step, later: Readonly<Record<string, string>>): BoundStep {
  const { bound, problems } = bindPart(step, ['steps', 0], step.action, later);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, step: bound };
}

/**
 * The same for the condition of a step, before it is known whether the rest has its values. A `value` that no step has
 * stored is empty: the step that stores it may have been skipped.
 */
export function bindCondition(when: Condition, later: Readonly<Record<string, string>>): BoundCondition {
  const { bound, problems } = bindPart(when, ['steps', 0, 'when'], undefined, later);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, condition: bound };
}

function bindPart<Part>(
  part: Part,
  at: Path,
  action: string | undefined,
  later: Readonly<Record<string, string>>,
): { bound: Part; problems: BindProblem[] } {
  const problems: BindProblem[] = [];
  const bound = mapStrings(
    part,
    (text, path) => {
      const kind = slotKind(path, action);
      if (kind === undefined) return text;
      const names = placeholderNames(text, languageOf(kind));
      const mayBeMissing = kind === 'compared' && path.at(-1) === 'value';
      const missing = mayBeMissing ? [] : names.filter((name) => !isCredential(name) && !Object.hasOwn(later, name));
      if (missing.length > 0 && kind !== 'prose') {
        const place = pathText(path.slice(2));
        problems.push(
          ...missing.map((name) => ({
            message: `{${name}} in ${place} has no value: the step that stores it returned none, or was skipped`,
            path: place,
            name,
          })),
        );
        return text;
      }
      const values = mayBeMissing ? { ...Object.fromEntries(names.map((name) => [name, ''])), ...later } : later;
      const filled = fillSlot(kind, text, (name) => laterValue(name, values));
      if (filled.ok) return writeBound(filled.pieces);
      problems.push(problemOf(path.slice(2), kind, filled));
      return text;
    },
    at,
  ) as Part;
  return { bound, problems };
}

/** A text for people (a summary) with the values that steps stored; a placeholder without a value stays. */
export function bindText(text: string, later: Readonly<Record<string, string>>): string {
  const filled = fillSlot('prose', text, (name) => laterValue(name, later));
  return filled.ok ? plainText(filled.pieces) : text;
}

function plainText(pieces: readonly TemplatePiece[]): string {
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : `{${piece.name}}`)).join('');
}

function laterValue(name: string, later: Readonly<Record<string, string>>): BoundValue | 'pending' {
  const text = isCredential(name) || !Object.hasOwn(later, name) ? undefined : later[name];
  return text === undefined ? 'pending' : { name, text, int: false };
}

/** Names that get their values during the run. */
function laterNames(playbook: Playbook): Set<string> {
  const ofSteps = playbook.steps.flatMap((step) => [
    ...(step.store_as === undefined ? [] : [step.store_as]),
    ...capturedNames(step.capture),
  ]);
  return new Set([...capturedNames(playbook.capture), ...ofSteps]);
}

function withInjections(playbook: Playbook, values: Readonly<Record<string, string>>): Playbook {
  const copy = structuredClone(playbook);
  for (const parameter of playbook.parameters) {
    if (!Object.hasOwn(values, parameter.name)) continue;
    for (const text of injectPaths(parameter.inject_into)) {
      const parsed = parseInjectPath(text);
      if (parsed.ok) setAtPath(copy, parsed.path, `{${parameter.name}}`);
    }
  }
  return copy;
}

function withHeaders(playbook: Playbook): Playbook {
  const headers = playbook.capture?.static_headers ?? {};
  if (playbook.capture === undefined || Object.keys(headers).length === 0) return playbook;
  const steps = playbook.steps.map((step) => {
    if (step.action !== 'api_request') return step;
    const own = new Set(Object.keys(step.request.headers).map((name) => name.toLowerCase()));
    const missing = Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name.toLowerCase())));
    return { ...step, request: { ...step.request, headers: { ...missing, ...step.request.headers } } };
  });
  return { ...playbook, capture: { ...playbook.capture, static_headers: {} }, steps };
}

function actionAt(playbook: Playbook, path: Path): string | undefined {
  return path[0] === 'steps' && typeof path[1] === 'number' ? actionOf(playbook.steps[path[1]]) : undefined;
}

/** An int that is a whole JSON value, or fills a numeric argument of a step, becomes a number. */
function numberOr(bound: string, template: string, kind: SlotKind, path: Path, lookUp: LookUp): string | number {
  if (kind !== 'number' && !(path[2] === 'request' && path[3] === 'json')) return bound;
  const [hole, ...more] = parseTemplate(template);
  const value = hole?.kind === 'hole' && more.length === 0 ? lookUp(hole.name) : undefined;
  return value !== undefined && value !== 'pending' && value.int ? Number(value.text) : bound;
}

function noValueMessage(name: string): string {
  if (name === BASE_URL) return 'the address of the application {base_url} has no value: give it with --start-url http://…';
  return `the placeholder {${name}} has no value: give it with --param ${name}=…`;
}

function problemOf(path: Path, kind: SlotKind, refusal: FilledSlot & { ok: false }): BindProblem {
  const place = path[0] === 'steps' ? pathText(path.slice(2)) : pathText(path);
  if (refusal.name === undefined) return problemAt(path, `the ${kind} in ${place} ${refusal.reason}`);
  return problemAt(path, `the value of {${refusal.name}} in ${place} ${refusal.reason}`, refusal.name);
}

function problemAt(path: Path, message: string, name?: string): BindProblem {
  const step = stepOfPath(path);
  return {
    message: step === undefined ? message : `step ${step}: ${message}`,
    path: pathText(path),
    step,
    name,
  };
}
