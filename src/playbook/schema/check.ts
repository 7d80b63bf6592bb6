import { mapStrings } from '../../base/index.ts';
import { BASE_URL } from '../binding/bind-url.ts';
import { fillSlot, languageOf } from '../binding/fill-slot.ts';
import { actionOf, injectPaths, parseInjectPath, refuseInjection } from '../binding/inject.ts';
import { type Path, type SlotKind, slotKind } from '../binding/slots.ts';
import { isCredential, placeholderNames } from '../binding/template.ts';
import { convertValue } from '../matching/parameters.ts';
import { isExplosive } from './patterns/explosive-pattern.ts';
import { patternFlags } from './patterns/pattern.ts';
import { didYouMean } from './suggest.ts';

/**
 * A problem that the schema cannot find. The file is checked as it is written, even where the schema refuses parts of
 * it, so all problems are reported at once.
 */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}

type Tree = Record<string, unknown>;

/** Where a name gets its value. `from`: the index of the step that stores it; -1 if known before the first step. */
interface KnownName {
  readonly source: 'parameter' | 'capture' | 'store_as';
  readonly from: number;
  readonly int: boolean;
}

const SECRET_PLACES: readonly SlotKind[] = ['typed', 'header', 'cookie', 'body'];
const CAPTURE_PLACES: readonly SlotKind[] = [...SECRET_PLACES, 'url'];

/** `authored` is what the file says, `injected` the same with inject_into applied. */
export function checkPlaybook(authored: Tree, injected: Tree): Finding[] {
  const names = new Map<string, KnownName>();
  const findings = [...checkParameters(authored, names), ...collectCaptures(authored, names), ...collectOutputs(authored, names)];
  const steps = Array.isArray(injected.steps) ? injected.steps : [];
  mapStrings(injected, (text, path) => {
    const index = path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : undefined;
    const kind = slotKind(path, index === undefined ? undefined : actionOf(steps[index]));
    findings.push(...(kind === undefined ? checkLiteral(text, path, names) : checkSlot(kind, text, path, index, names)));
    return text;
  });
  for (const [index, { when }] of items(authored.steps).entries()) {
    const pattern = (when as Tree | null | undefined)?.matches;
    if (typeof pattern === 'string') findings.push(...checkPattern(pattern, 'the pattern', ['steps', index, 'when', 'matches']));
  }
  if (authored.auth_required === true && authored.auth === undefined) {
    findings.push({ path: ['auth_required'], message: 'auth_required is true, but there is no auth that describes the login' });
  }
  return findings;
}

function items(value: unknown): Tree[] {
  return Array.isArray(value)
    ? value.map((item) => (item !== null && typeof item === 'object' && !Array.isArray(item) ? (item as Tree) : {}))
    : [];
}

function checkParameters(playbook: Tree, names: Map<string, KnownName>): Finding[] {
  const findings: Finding[] = [];
  for (const [index, parameter] of items(playbook.parameters).entries()) {
    const path: Path = ['parameters', index];
    const { name, pattern, type } = parameter;
    if (typeof name !== 'string') continue;
    if (names.has(name)) findings.push({ path: [...path, 'name'], message: `there are two parameters named "${name}"` });
    names.set(name, { source: 'parameter', from: -1, int: type === 'int' });
    if (typeof pattern === 'string') findings.push(...checkPattern(pattern, `the pattern of "${name}"`, [...path, 'pattern']));
    if (parameter.default !== undefined && (type === undefined || type === 'string' || type === 'int' || type === 'selector_text')) {
      const converted = convertValue({ name, type: type ?? 'string' }, parameter.default);
      if (!converted.ok) findings.push({ path: [...path, 'default'], message: `the default of "${name}" ${converted.reason}` });
    }
    for (const text of injectPaths(parameter.inject_into)) {
      const parsed = parseInjectPath(text);
      const reason = parsed.ok ? refuseInjection(parsed.path, playbook.steps) : parsed.reason;
      if (reason !== undefined)
        findings.push({ path: [...path, 'inject_into'], message: `"${name}" cannot be injected into "${text}": ${reason}` });
    }
  }
  return findings;
}

/** `what` names the pattern in a message. */
function checkPattern(pattern: string, what: string, path: Path): Finding[] {
  const compiled = patternFlags(pattern);
  if (!compiled.ok) return [{ path, message: `${what} is not a regular expression: ${compiled.reason}` }];
  if (!isExplosive(pattern)) return [];
  return [
    {
      path,
      message: `${what} can take forever on a harmless text; avoid a repetition inside a repetition, such as (a+)+`,
    },
  ];
}

function collectCaptures(playbook: Tree, names: Map<string, KnownName>): Finding[] {
  return claimCaptures(names, playbook.capture, -1, ['capture']);
}

function collectOutputs(playbook: Tree, names: Map<string, KnownName>): Finding[] {
  return items(playbook.steps).flatMap((step, index) => [
    ...claim(names, step.store_as, { source: 'store_as', from: index, int: false }, ['steps', index, 'store_as']),
    ...claimCaptures(names, step.capture, index, ['steps', index, 'capture']),
  ]);
}

/** Cookies and storage values are secrets; everything else is used like a store_as. */
const CAPTURED = { cookies: 'capture', storage: 'capture', page: 'store_as', output: 'store_as' } as const;

function claimCaptures(names: Map<string, KnownName>, capture: unknown, from: number, at: Path): Finding[] {
  return Object.entries(CAPTURED).flatMap(([list, source]) =>
    items((capture as Tree | null | undefined)?.[list]).flatMap(({ store_as: name, pattern }, index) => [
      ...claim(names, name, { source, from, int: false }, [...at, list, index, 'store_as']),
      ...(typeof pattern === 'string' ? checkPattern(pattern, 'the pattern', [...at, list, index, 'pattern']) : []),
    ]),
  );
}

function claim(names: Map<string, KnownName>, name: unknown, known: KnownName, path: Path): Finding[] {
  if (typeof name !== 'string' || name === '') return [];
  const other = names.get(name);
  if (other === undefined && name !== BASE_URL) {
    names.set(name, known);
    return [];
  }
  return [{ path, message: `store_as "${name}" ${takenBy(other)}; choose another name` }];
}

function takenBy(other: KnownName | undefined): string {
  if (other === undefined) return 'is the address of the application';
  if (other.source === 'parameter') return 'is already a parameter';
  return other.from === -1 ? 'is already a capture' : `is already stored by step ${other.from + 1}`;
}

function checkLiteral(text: string, path: Path, names: Map<string, KnownName>): Finding[] {
  const name = placeholderNames(text).find((candidate) => names.has(candidate) || candidate === BASE_URL || isCredential(candidate));
  if (name === undefined || path[0] === 'parameters') return [];
  return [{ path, message: `the placeholder {${name}} has no effect in ${String(path.at(-1))}; for literal braces write {{${name}}}` }];
}

function checkSlot(kind: SlotKind, text: string, path: Path, step: number | undefined, names: Map<string, KnownName>): Finding[] {
  const findings = placeholderNames(text, languageOf(kind)).flatMap((name) => {
    const message = reasonAgainst(name, kind, path, step, names);
    return message === undefined ? [] : [{ path, message }];
  });
  if (findings.length > 0) return findings;
  const trial = fillSlot(kind, text, (name) => {
    const int = names.get(name)?.int === true;
    return { name, text: trialText(name, kind, int, text === `{${name}}`), int };
  });
  if (trial.ok) return [];
  return [{ path, message: trial.name === undefined ? `the ${kind} ${trial.reason}` : `the placeholder {${trial.name}} ${trial.reason}` }];
}

/** A value that should be allowed in the place, if any value is. `isWhole`: the placeholder is the whole text. */
function trialText(name: string, kind: SlotKind, int: boolean, isWhole: boolean): string {
  if (name === BASE_URL) return 'http://localhost';
  if (kind === 'url' && isWhole) return 'http://localhost/';
  return int || kind === 'number' ? '7' : 'value';
}

function reasonAgainst(
  name: string,
  kind: SlotKind,
  path: Path,
  step: number | undefined,
  names: Map<string, KnownName>,
): string | undefined {
  const place = String(path[0] === 'steps' ? path.slice(2).join('.') : path.join('.'));
  if (isCredential(name)) {
    if (SECRET_PLACES.includes(kind)) return undefined;
    return `the secret {${name}} is not allowed in ${place}: secrets go into typed text and into headers, cookies, query, form and json of a request`;
  }
  if (name === BASE_URL) return undefined;
  const known = names.get(name);
  if (known === undefined) return unknownName(name, kind, [...names.keys()]);
  if (known.source === 'parameter') {
    return kind === 'number' && !known.int ? `the parameter "${name}" must have type int to be used in ${place}` : undefined;
  }
  if (known.source === 'capture') {
    if ((step === undefined && kind !== 'header') || !CAPTURE_PLACES.includes(kind)) {
      return `the captured value {${name}} is treated as a secret and is not allowed in ${place}; it can be typed, sent with a request or be part of an address`;
    }
    return tooEarly(name, known, path, step);
  }
  return tooEarly(name, known, path, step) ?? (kind === 'number' ? `{${name}} is text, but ${place} needs a whole number` : undefined);
}

/** Why a name has no value yet where it is used. Static headers are sent by steps. */
function tooEarly(name: string, { from }: KnownName, path: Path, step: number | undefined): string | undefined {
  const stored = from === -1 ? 'is captured after the login' : `is stored by step ${from + 1}`;
  if (step !== undefined) return from >= step ? `{${name}} ${stored}, which runs only after this text is needed` : undefined;
  const isLater = path[0] === 'summary' || (from === -1 && path[1] === 'static_headers');
  return isLater ? undefined : `{${name}} ${stored} and has no value yet in ${String(path.join('.'))}`;
}

function unknownName(name: string, kind: SlotKind, known: readonly string[]): string {
  const hint = didYouMean(name, [...known, BASE_URL]);
  const credential = /^(secret|credentials?|cred|env)[:.](\w+)$/.exec(name)?.[2];
  if (credential !== undefined) return `there is no placeholder {${name}}; a secret is written {credential:${credential}}`;
  const literal =
    kind === 'script' ? `; for braces of the script write { ${name} } or {{${name}}}` : `; for literal braces write {{${name}}}`;
  return `the placeholder {${name}} is not a parameter, captured value or earlier store_as${hint}${literal}`;
}
