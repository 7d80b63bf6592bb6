import { isMarker, MAX_NESTING, NOTHING, readAt } from './escapes.ts';
import type { SecretForm } from './forms.ts';
import { canContinue, UNKNOWN } from './prefilter.ts';
import { SecretTrie, type TrieNode } from './secret-trie.ts';

/** A range of text that gives a secret away, and how the secret is encoded there. */
export interface SecretMatch {
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
}

interface FormMatch extends SecretMatch {
  readonly form: SecretForm;
}

const MARKER_BIT = 0x8000;
const ELLIPSIS = 0x2026;
const DOT = 0x2e;
/** A prefix of a secret of at least this length before an ellipsis is a secret too: the text was cut inside it. */
const MIN_CUT_PREFIX = 6;
/** Letters of a form that must have been read before a line break inside it is skipped. */
const MIN_BEFORE_BREAK = 4;
/** The longest escape of one UTF-16 unit that is looked back for, nested ones included. */
const MAX_ESCAPE = 30;
/** Characters after an escape that are checked before it is read. With fewer, many secrets together rule out nothing. */
const LOOKAHEAD = 4;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Finds all forms of all secrets in one pass: an Aho-Corasick machine over the forms, walked along the text. Where an escape may
 * begin, the walk forks and reads it both ways, so the cost depends on the text's length and its escapes, not on how many secrets
 * there are or how they were encoded. Rows of the machine are filled in when they are first reached.
 */
export class SecretSearch {
  readonly #trie: SecretTrie;
  /** Class of each UTF-16 unit (0 = in no form), with MARKER_BIT where an escape or an ellipsis may begin. */
  readonly #classes = new Uint16Array(0x10000);
  readonly #width: number;
  /** No text below this length can hold a secret. */
  readonly #shortest: number;
  /**
   * A state is the offset of its row. `table[state + class]` is the next state times two, plus one if a form ends there; or, until
   * it is first reached, the bitwise complement of the state whose node has that edge: this one, or one of its suffixes.
   */
  #table: Int32Array;
  #used = 0;
  /** For each row: its node, the state of its longest proper suffix in the trie, and the forms that end there, the suffixes' included. */
  readonly #nodes: TrieNode[] = [];
  readonly #suffixes: number[] = [];
  readonly #ends: SecretForm[][] = [];

  constructor(forms: readonly SecretForm[]) {
    this.#trie = new SecretTrie(forms);
    this.#shortest = Math.min(MIN_CUT_PREFIX, ...forms.map((form) => form.text.length));
    let width = 1;
    for (const unit of this.#trie.alphabet) this.#classes[unit] = width++;
    this.#width = width;
    this.#table = new Int32Array(width * 256);
    this.#addRow(this.#trie.root, undefined);
    for (let unit = 0; unit < 256; unit++) if (isMarker(unit)) this.#classes[unit]! |= MARKER_BIT;
    for (const unit of [ELLIPSIS, DOT]) this.#classes[unit]! |= MARKER_BIT;
  }

  /** All ranges that give a secret away, in order, not overlapping. */
  find(text: string): SecretMatch[] {
    if (text.length < this.#shortest) return [];
    const matches: FormMatch[] = [];
    const classes = this.#classes;
    const length = text.length;
    /** Readings that jumped ahead: position -> states that arrive at it. */
    let ahead: Map<number, number[]> | undefined;
    let waiting = false;
    const arrive = (code: number, at: number) => {
      if ((code & 1) === 1) this.#accept(text, code >> 1, at, matches);
      ahead ??= new Map();
      const there = ahead.get(at);
      if (there === undefined) ahead.set(at, [code >> 1]);
      else if (!there.includes(code >> 1)) there.push(code >> 1);
      waiting = true;
    };
    let table = this.#table;
    let state = 0;
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at);
      const found = classes[unit]!;
      if (waiting && ahead !== undefined) {
        const there = ahead.get(at);
        ahead.delete(at);
        waiting = ahead.size > 0;
        for (const other of there ?? []) if (other !== state) this.#follow(text, at, other, true, arrive);
        table = this.#table;
      }
      if ((found & MARKER_BIT) !== 0) {
        if (this.#canContinue(text, at, unit, state)) this.#follow(text, at, state, false, arrive);
        if (isEllipsis(text, at)) this.#acceptPrefix(text, state, at, matches);
        table = this.#table;
      }
      const cell = state + (found & ~MARKER_BIT);
      let code = table[cell]!;
      if (code < 0) {
        code = this.#open(~code, unit);
        table = this.#table;
        table[cell] = code;
      }
      state = code >> 1;
      if ((code & 1) === 1) this.#accept(text, state, at + 1, matches);
    }
    return matches.length === 0 ? [] : merge(matches);
  }

  /**
   * Whether reading `point` in `state` begins or continues a form that the next characters do not rule out. A form that begins only
   * after `point` does not count: the walk along the text finds it.
   */
  readonly #continues = (text: string, state: number, point: number, next: number): boolean => {
    if (point === NOTHING) return this.#depth(state) >= MIN_BEFORE_BREAK;
    if (point > 0xffff) return true;
    let code = this.#next(state, point);
    for (let read = 1; read <= LOOKAHEAD; read++) {
      if ((code & 1) === 1) return true;
      if (this.#depth(code >> 1) < read) return false;
      if (next === UNKNOWN) return true;
      const at = next + read - 1;
      if (at >= text.length) return false;
      const unit = text.charCodeAt(at);
      if ((this.#classes[unit]! & MARKER_BIT) !== 0) return true;
      code = this.#next(code >> 1, unit);
    }
    return this.#depth(code >> 1) > LOOKAHEAD;
  };

  /** Whether some escaped reading of the marker at `at` can continue from `state`; true where only reading it would show that. */
  #canContinue(text: string, at: number, unit: number, state: number): boolean {
    if (!isMarker(unit)) return false;
    if (unit === 0) return state !== 0;
    if (unit === 0x0a || unit === 0x0d) return this.#depth(state) >= MIN_BEFORE_BREAK;
    return canContinue(text, at, state, this.#continues);
  }

  /** Takes every reading at `at` from `state`; the plain one only `withPlain`, because the main walk takes it anyway. */
  #follow(text: string, at: number, state: number, withPlain: boolean, arrive: (code: number, at: number) => void): void {
    for (const { point, next, kind } of readAt(text, at, MAX_NESTING)) {
      if (kind === '' && !withPlain) continue;
      if (point === NOTHING) {
        if (this.#depth(state) >= (kind === 'utf-16' ? 1 : MIN_BEFORE_BREAK)) arrive(state << 1, next);
        continue;
      }
      let code = state << 1;
      for (const unit of unitsOf(point)) code = this.#next(code >> 1, unit);
      if (code > 1) arrive(code, next);
    }
  }

  #next(state: number, unit: number): number {
    const cell = state + (this.#classes[unit]! & ~MARKER_BIT);
    const code = this.#table[cell]!;
    if (code >= 0) return code;
    const opened = this.#open(~code, unit);
    this.#table[cell] = opened;
    return opened;
  }

  #depth(state: number): number {
    return state === 0 ? 0 : this.#nodes[state / this.#width]!.depth;
  }

  #accept(text: string, state: number, end: number, matches: FormMatch[]): void {
    for (const form of this.#ends[state / this.#width]!) {
      const last = matches.at(-1);
      const latestStart = end - form.text.length;
      if (last?.form === form && form.edge === 'any' && last.start <= latestStart && latestStart <= last.end) {
        // It overlaps the previous match of the same form: extending that one is equivalent and keeps texts full of matches cheap.
        matches[matches.length - 1] = { ...last, end: Math.max(last.end, end) };
        continue;
      }
      const match = matchEndingAt(text, form, end);
      if (match) matches.push(match);
    }
  }

  #acceptPrefix(text: string, state: number, end: number, matches: FormMatch[]): void {
    if (this.#depth(state) < MIN_CUT_PREFIX) return;
    const prefix = this.#trie.prefix(this.#nodes[state / this.#width]!);
    const match = matchEndingAt(text, { text: prefix, label: 'cut', edge: 'any', before: 0, after: 0 }, end);
    if (match) matches.push(match);
  }

  /** The code of the state that the edge `unit` of `owner` leads to. Adds its row if it has none yet. */
  #open(owner: number, unit: number): number {
    const cell = owner + (this.#classes[unit]! & ~MARKER_BIT);
    const known = this.#table[cell]!;
    if (known >= 0) return known;
    const row = owner / this.#width;
    const suffix = owner === 0 ? 0 : this.#next(this.#suffixes[row]!, unit) >> 1;
    const code = this.#addRow(this.#trie.child(this.#nodes[row]!, unit), suffix);
    this.#table[cell] = code;
    return code;
  }

  /** The row of its suffix, overlaid with the node's own edges. */
  #addRow(node: TrieNode, suffix: number | undefined): number {
    const state = this.#used;
    this.#used += this.#width;
    if (this.#used > this.#table.length) {
      const grown = new Int32Array(this.#table.length * 2);
      grown.set(this.#table);
      this.#table = grown;
    }
    if (suffix !== undefined) this.#table.copyWithin(state, suffix, suffix + this.#width);
    for (const unit of this.#trie.edges(node)) this.#table[state + (this.#classes[unit]! & ~MARKER_BIT)] = ~state;
    const ends = [...this.#trie.formsAt(node), ...(suffix === undefined ? [] : this.#ends[suffix / this.#width]!)];
    this.#nodes.push(node);
    this.#suffixes.push(suffix ?? 0);
    this.#ends.push(ends);
    return state * 2 + (ends.length > 0 ? 1 : 0);
  }
}

function isEllipsis(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === ELLIPSIS || (unit === DOT && text.startsWith('...', at));
}

function unitsOf(point: number): number[] {
  if (point < 0x10000) return [point];
  const character = String.fromCodePoint(point);
  return [character.charCodeAt(0), character.charCodeAt(1)];
}

/** The longest range of text that ends at `end` and reads as `form`, or undefined if its surroundings forbid it. */
function matchEndingAt(text: string, form: SecretForm, end: number): FormMatch | undefined {
  const { start, kinds } = startOf(text, form.text, end);
  if (form.edge === 'text' && (start !== 0 || end !== text.length)) return undefined;
  if (form.edge === 'word' && (isWord(text, start - 1) || isWord(text, end))) return undefined;
  const before = /[\w+/-]/.test(text.charAt(start - form.before)) ? form.before : 0;
  const after = /[\w+/-]/.test(text.charAt(end)) ? form.after : 0;
  return { form, start: start - before, end: end + after, encoding: [form.label, ...kinds].join(' + ') };
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && WORD.test(text.charAt(at));
}

function startOf(text: string, form: string, end: number): { start: number; kinds: string[] } {
  const plain = Math.max(0, end - form.length);
  const asItIs = text.startsWith(form, plain);
  if (asItIs && (plain === 0 || !isEscaper(text.charCodeAt(plain - 1)))) return { start: plain, kinds: [] };
  let found = { start: plain, kinds: [] as string[] };
  // No escape is shorter than what it represents, so the start is here or before; once found, an escape may still begin before it.
  let last = asItIs ? plain - MAX_ESCAPE : end - form.length * MAX_ESCAPE;
  for (let start = plain; start >= Math.max(0, last); start--) {
    const kinds = readsAs(text, start, end, form);
    if (kinds === undefined) continue;
    found = { start, kinds };
    last = start - MAX_ESCAPE;
  }
  return found;
}

/** A character that, before a plain match, may begin the escape of its first letter. */
function isEscaper(unit: number): boolean {
  return isMarker(unit) && unit !== 0x3d && unit !== 0x2b;
}

/** The escapes that were decoded if `text` from `start` to `end` can be read as `form`; otherwise undefined. */
function readsAs(text: string, start: number, end: number, form: string): string[] | undefined {
  let positions = new Map<number, Set<string>>([[start, new Set()]]);
  for (let unit = 0; unit < form.length; ) {
    const wanted = form.codePointAt(unit)!;
    const width = wanted > 0xffff ? 2 : 1;
    const whole = step(text, positions, wanted, end, unit);
    const half =
      width === 2 ? step(text, step(text, positions, form.charCodeAt(unit), end, unit), form.charCodeAt(unit + 1), end, unit) : undefined;
    positions = new Map([...(half ?? []), ...whole]);
    if (positions.size === 0) return undefined;
    unit += width;
  }
  const kinds = positions.get(end);
  return kinds === undefined ? undefined : [...kinds];
}

function step(text: string, from: Map<number, Set<string>>, point: number, end: number, read: number): Map<number, Set<string>> {
  const reached = new Map<number, Set<string>>();
  const queue = [...from];
  const seen = new Set(from.keys());
  for (const [at, kinds] of queue) {
    if (at >= end) continue;
    for (const reading of readAt(text, at, MAX_NESTING)) {
      if (reading.next > end) continue;
      const undone = reading.kind === '' ? kinds : new Set([...kinds, reading.kind]);
      if (reading.point === point) {
        if (!reached.has(reading.next)) reached.set(reading.next, undone);
      } else if (reading.point === NOTHING && read > 0 && !seen.has(reading.next)) {
        seen.add(reading.next);
        queue.push([reading.next, undone]);
      }
    }
  }
  return reached;
}

/** Merges overlapping ranges. */
function merge(matches: readonly FormMatch[]): SecretMatch[] {
  const merged: SecretMatch[] = [];
  for (const { start, end, encoding } of matches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || start >= last.end) merged.push({ start, end, encoding });
    else if (end > last.end) merged[merged.length - 1] = { ...last, end };
  }
  return merged;
}
