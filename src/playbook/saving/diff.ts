import { align } from './alignment.ts';

/** A line of a diff: kept, only before, only after. */
interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

const CONTEXT_LINES = 3;

/**
 * The difference between two playbook files as a unified diff (`---`, `+++`, `@@`), for people and for `patch`; empty
 * if they are the same. `name` is the file name in the header.
 */
export function diffPlaybooks(before: string, after: string, name: string): string {
  if (before === after) return '';
  const lines = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(lines);
  return `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else if (lines.length > 0) lines.push(`${lines.pop()}\n\\ No newline at end of file`);
  return lines;
}

function compare(before: readonly string[], after: readonly string[]): DiffLine[] {
  let [head, tail] = [0, 0];
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const kept = (texts: readonly string[]): DiffLine[] => texts.map((text) => ({ sign: ' ', text }));
  const middle = compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...kept(before.slice(0, head)), ...middle, ...kept(before.slice(before.length - tail))];
}

function compareMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  return align(before, after, (left, right) => left === right).map((pairing): DiffLine => {
    if (!('now' in pairing)) return { sign: '-', text: pairing.old };
    return { sign: 'old' in pairing ? ' ' : '+', text: pairing.now };
  });
}

function hunksOf(lines: readonly DiffLine[]): string[] {
  const hunks: string[] = [];
  let index = 0;
  while (index < lines.length) {
    const first = lines.findIndex((line, at) => at >= index && line.sign !== ' ');
    if (first === -1) break;
    const start = Math.max(index, first - CONTEXT_LINES);
    let end = first;
    for (let at = first; at < lines.length && at <= end + 2 * CONTEXT_LINES; at += 1) if (lines[at]?.sign !== ' ') end = at;
    const stop = Math.min(lines.length, end + 1 + CONTEXT_LINES);
    hunks.push(hunkText(lines, start, stop));
    index = stop;
  }
  return hunks;
}

function hunkText(lines: readonly DiffLine[], start: number, stop: number): string {
  const count = (from: number, to: number, sign: '-' | '+') =>
    lines.slice(from, to).filter((line) => line.sign === ' ' || line.sign === sign).length;
  const range = (sign: '-' | '+') => {
    const size = count(start, stop, sign);
    return `${count(0, start, sign) + (size === 0 ? 0 : 1)},${size}`;
  };
  const body = lines.slice(start, stop).map((line) => `${line.sign}${line.text}\n`);
  return `@@ -${range('-')} +${range('+')} @@\n${body.join('')}`;
}
