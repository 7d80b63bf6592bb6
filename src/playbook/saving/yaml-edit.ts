import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from '../binding/slots.ts';
import type { Change } from './change.ts';

/**
 * Makes changes in the text of a YAML file, each in its place, and touches nothing else. Undefined if a change has no
 * simple place; the result is not checked here: the caller parses it and compares.
 */
export function editText(text: string, changes: readonly Change[]): string | undefined {
  let result: string | undefined = text;
  for (const change of changes) {
    if (result === undefined) return undefined;
    result = editOnce(result, change);
  }
  return result;
}

function editOnce(text: string, whole: Change): string | undefined {
  const document = parseDocument(text, { keepSourceTokens: true });
  const change = atExistingParent(document.contents, whole);
  if (change === undefined) return text;
  const parent = nodeAt(document.contents, change.path.slice(0, -1));
  const key = change.path.at(-1);
  if (key === undefined || !isCollection(parent) || parent.range === undefined || parent.range === null) return undefined;
  if (isSeq(parent)) return typeof key === 'number' ? editList(text, parent, key, change) : undefined;
  const pair = isMap(parent) ? pairOf(parent, key) : undefined;
  if (change.kind === 'remove') return pair === undefined ? text : removeItem(text, parent, parent.items.indexOf(pair as never));
  if (pair === undefined) return isMap(parent) ? addItem(text, parent, parent.items.length, { [key]: change.value }) : undefined;
  return isNode(pair.value) ? replaceNode(text, pair.value, change.value) : undefined;
}

/**
 * Turns a change inside a value that the file omits into one that adds the whole value; undefined if there is nothing
 * to remove.
 */
function atExistingParent(root: unknown, change: Change): Change | undefined {
  const { path } = change;
  if (path.length <= 1 || isCollection(nodeAt(root, path.slice(0, -1)))) return change;
  if (change.kind === 'remove') return undefined;
  const key = path.at(-1) ?? '';
  const value = typeof key === 'number' ? [change.value] : { [key]: change.value };
  return atExistingParent(root, { kind: 'set', path: path.slice(0, -1), value });
}

function editList(text: string, list: YAMLSeq, index: number, change: Change): string | undefined {
  if (change.kind === 'remove') return removeItem(text, list, index);
  if (change.kind === 'insert') return addItem(text, list, index, [change.value]);
  const node = list.items[index];
  return isNode(node) ? replaceNode(text, node, change.value) : undefined;
}

function nodeAt(root: unknown, path: Path): unknown {
  let node = root;
  for (const part of path) {
    if (isMap(node)) node = pairOf(node, part)?.value;
    else if (isSeq(node)) node = node.items[Number(part)];
    else return undefined;
  }
  return node;
}

function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
}

/** Replaces the value of a node, keeping its quotes where they can hold the new value. */
function replaceNode(text: string, node: Node, value: unknown): string | undefined {
  const [start, end] = node.range ?? [0, 0];
  const old = text.slice(start, end);
  const isBlock = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
  if (isBlock) {
    const block = typeof value === 'string' ? blockText(text, start, old, value) : `${inline(value)}\n`;
    return text.slice(0, start) + block + text.slice(end);
  }
  const written = isScalar(node) && typeof value === 'string' ? scalarText(value, node.type ?? 'PLAIN') : inline(value);
  // A block collection ends with its last line break; its replacement must end with one too.
  return text.slice(0, start) + written + (old.endsWith('\n') ? '\n' : '') + text.slice(end);
}

function scalarText(value: string, type: string): string {
  const single = !/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u.test(value) && value.isWellFormed();
  if (type === 'QUOTE_DOUBLE' || !single) return JSON.stringify(value);
  const isPlainSafe =
    type === 'PLAIN' &&
    /^[\p{L}][\p{L}\p{N} _./-]*$/u.test(value) &&
    !value.endsWith(' ') &&
    !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return isPlainSafe ? value : `'${value.replaceAll("'", "''")}'`;
}

/** A `|` block with the indentation of the old block; quotes where a block cannot hold the text. */
function blockText(text: string, start: number, old: string, value: string): string {
  const indent = /\n([ ]*)[^ \n]/.exec(old)?.[1] ?? `${lineIndent(text, start)}  `;
  const simple = /^[^\s]/.test(value) && !/[^\n\P{Cc}]|[ \t]\n|\n\n$/u.test(value) && value.isWellFormed();
  if (!simple) return `${JSON.stringify(value)}\n`;
  const lines = value.replace(/\n$/, '').split('\n');
  return `|${value.endsWith('\n') ? '' : '-'}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}\n`;
}

function inline(value: unknown): string {
  if (typeof value === 'string') return scalarText(value, 'PLAIN');
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, item]) => `${scalarText(key, 'PLAIN')}: ${inline(item)}`).join(', ')} }`;
}

type Collection = YAMLMap | YAMLSeq;

/** Where an item begins and its value ends. */
function extent(item: unknown): { start: number; end: number } | undefined {
  const first = isPair(item) ? item.key : item;
  const last = isPair(item) ? (item.value ?? item.key) : item;
  const start = isNode(first) ? first.range?.[0] : undefined;
  const end = isNode(last) ? last.range?.[1] : undefined;
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** `addition`: a mapping of one key, or a list of one item. */
function addItem(text: string, collection: Collection, index: number, addition: Record<string, unknown> | unknown[]): string | undefined {
  const [start, end] = collection.range ?? [0, 0, 0];
  if (collection.flow === true) {
    const inner = inline(addition).replace(/^[[{] ?| ?[\]}]$/g, '');
    const before = index > 0 ? extent(collection.items[index - 1]) : undefined;
    if (before !== undefined) return `${text.slice(0, before.end)}, ${inner}${text.slice(before.end)}`;
    const open = text.slice(start, start + 1);
    const body = text.slice(start + 1, end - 1);
    if (body.trim() === '') return `${text.slice(0, start)}${open}${Array.isArray(addition) ? inner : ` ${inner} `}${text.slice(end - 1)}`;
    return `${text.slice(0, start + 1)} ${inner},${text.slice(start + 1)}`;
  }
  const neighbour = extent(collection.items[index > 0 ? index - 1 : 0]);
  if (neighbour === undefined) return undefined;
  const dash = isSeq(collection);
  const column = columnOf(text, dash ? text.lastIndexOf('-', neighbour.start) : neighbour.start);
  if (column === undefined) return undefined;
  const lines = stringify(addition, { lineWidth: 0, singleQuote: true, defaultStringType: Scalar.PLAIN }).trimEnd().split('\n');
  const block = `${lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line)).join('\n')}\n`;
  if (index === 0) {
    const line = text.lastIndexOf('\n', dash ? text.lastIndexOf('-', neighbour.start) : neighbour.start) + 1;
    return text.slice(0, line) + block + text.slice(line);
  }
  const line = endOfLine(text, neighbour.end);
  return text.slice(0, line) + (line > 0 && text[line - 1] !== '\n' ? '\n' : '') + block + text.slice(line);
}

function removeItem(text: string, collection: Collection, index: number): string | undefined {
  const own = extent(collection.items[index]);
  if (own === undefined) return undefined;
  if (collection.flow === true) {
    const next = extent(collection.items[index + 1]);
    if (next !== undefined) return text.slice(0, own.start) + text.slice(next.start);
    const before = extent(collection.items[index - 1]);
    return before === undefined
      ? text.slice(0, own.start).trimEnd() + text.slice(own.end).trimStart()
      : text.slice(0, before.end) + text.slice(own.end);
  }
  // Without its only item, a block collection would leave nothing in its place.
  if (collection.items.length === 1) return undefined;
  const first = isSeq(collection) ? text.lastIndexOf('-', own.start) : own.start;
  if (columnOf(text, first) === undefined) return undefined;
  const line = text.lastIndexOf('\n', first - 1) + 1;
  return text.slice(0, line) + text.slice(endOfLine(text, own.end));
}

/** The column of a position, if only spaces precede it on its line. */
function columnOf(text: string, at: number): number | undefined {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return at >= 0 && /^ *$/.test(before) ? before.length : undefined;
}

function lineIndent(text: string, at: number): string {
  return /^ */.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1))?.[0] ?? '';
}

/** The position after the line that contains the character before `at`. */
function endOfLine(text: string, at: number): number {
  if (text[at - 1] === '\n') return at;
  const next = text.indexOf('\n', at);
  return next === -1 ? text.length : next + 1;
}
