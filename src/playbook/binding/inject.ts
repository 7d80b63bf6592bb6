import { type Path, slotKind } from './slots.ts';

type Tree = Record<string | number, unknown>;

/** The inject paths of a parameter, as written; an `inject_into` of the wrong shape has none. */
export function injectPaths(injectInto: unknown): string[] {
  return (Array.isArray(injectInto) ? injectInto : [injectInto]).filter((path) => typeof path === 'string');
}

/** `steps.2.params.text` as keys and indexes (from 0), or why it is not a path. */
export function parseInjectPath(text: string): { ok: true; path: Path } | { ok: false; reason: string } {
  const path = text.split('.').map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : part));
  const bad = path.find((part) => typeof part === 'string' && !/^[A-Za-z_$@-][\w$@-]*$/.test(part));
  if (bad !== undefined) return { ok: false, reason: `"${bad}" is not a key or an index` };
  if (path.some((part) => part === '__proto__' || part === 'constructor' || part === 'prototype')) {
    return { ok: false, reason: 'it names a key that no playbook has' };
  }
  return { ok: true, path };
}

/** Why a value must not be set at this path, or undefined. `steps`: the list of steps, if it is a list. */
export function refuseInjection(path: Path, steps: unknown): string | undefined {
  const list = Array.isArray(steps) ? steps : [];
  if (path[0] === 'steps') {
    const index = path[1];
    if (typeof index !== 'number') return 'after "steps" comes the number of a step, counted from 0';
    if (index >= list.length) {
      return `there is no such step: the playbook has ${list.length}, steps.0 to steps.${list.length - 1} (paths count from 0)`;
    }
    const kind = slotKind(path, actionOf(list[index]));
    const named = `steps.${index} is step ${index + 1} (${actionOf(list[index]) ?? 'without an action'})`;
    if (kind === undefined || kind === 'prose') return `${named}, and no value can be set at that path`;
    if (kind === 'selector') return `${named}; a value cannot be a whole selector: put a placeholder into the selector instead`;
    if (kind === 'script') return `${named}; a value cannot be a script: put a placeholder into the script instead`;
    return undefined;
  }
  return path.length === 1 && path[0] === 'start_url' ? undefined : 'a path begins with steps.NUMBER, or is start_url';
}

/** Sets a value at a path of a plain structure, creating missing parents. False if something else is in the way. */
export function setAtPath(root: unknown, path: Path, value: unknown): boolean {
  let node = root as Tree;
  for (const [depth, part] of path.slice(0, -1).entries()) {
    if (!accepts(node, part)) return false;
    if (node[part] === undefined || node[part] === null) node[part] = typeof path[depth + 1] === 'number' ? [] : {};
    node = node[part] as Tree;
  }
  const last = path.at(-1);
  if (last === undefined || !accepts(node, last)) return false;
  node[last] = value;
  return true;
}

function accepts(node: unknown, part: string | number): boolean {
  if (Array.isArray(node)) return typeof part === 'number' && part <= node.length;
  return node !== null && typeof node === 'object';
}

export function actionOf(step: unknown): string | undefined {
  const action = step !== null && typeof step === 'object' ? (step as Tree).action : undefined;
  return typeof action === 'string' ? action : undefined;
}
