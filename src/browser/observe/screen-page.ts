import type { Block, Inline, PassResult } from '../page-world/pass-types.ts';
import { mapTexts } from './map-texts.ts';
import type { TextScreen } from './observation.ts';

type Content = Pick<PassResult, 'dialogs' | 'blocks'>;

/** A line as a person reads it: its replaceable texts and the names of the elements between them. */
interface ReadLine {
  items: Inline[];
  read: string;
}

/**
 * Redacts and screens a page: whole lines and groups of lines, because a sentence or an imitated structure may be
 * spread over several elements, then each text alone. Does not change its arguments.
 */
export function screenPage<T extends Content>(
  page: T,
  redact: (text: string) => string,
  screen: TextScreen | undefined,
): { page: T; screened: number } {
  const redacted = mapTexts(page, redact);
  if (!screen) return { page: redacted, screened: 0 };
  let screened = screenAcross(linesOf([...redacted.dialogs, ...redacted.blocks]), screen);
  const clean = mapTexts(redacted, (text) => {
    const judged = screen(text);
    screened += judged.count;
    return judged.text;
  });
  return { page: clean, screened };
}

/** What belongs together is within so many lines. */
const MAX_GROUP_LINES = 6;
const LINES_AT_ONCE = 30;

/**
 * Screens texts that matter only when read together, and leaves those that are found alone to be replaced where they
 * are. Tries many lines at once first, since there is rarely a match.
 */
function screenAcross(lines: ReadLine[], screen: TextScreen): number {
  let found = 0;
  for (let first = 0; first < lines.length; first += LINES_AT_ONCE) {
    if (screen(readTogether(lines.slice(first, first + LINES_AT_ONCE + MAX_GROUP_LINES))).count === 0) continue;
    for (let index = first; index < Math.min(lines.length, first + LINES_AT_ONCE); index++) found += screenFrom(lines, index, screen);
  }
  return found;
}

/** Screens a line, and the lines after it as far as they belong together. */
function screenFrom(lines: ReadLine[], index: number, screen: TextScreen): number {
  const group = lines.slice(index, index + MAX_GROUP_LINES);
  const [line] = group;
  if (line === undefined || line.read === '') return 0;
  const alone = group.map(({ read }) => letters(screen(read).text));
  const size = letters(screen(readTogether(group)).text) === alone.join('') ? 1 : sizeOfGroup(group, alone, screen);
  if (size === 1 && alone[0] === letters(line.items.map((item) => screen(wordsOf(item)).text).join(''))) return 0;
  const judged = screen(readTogether(group.slice(0, size)));
  replace(group.slice(0, size), judged.text);
  return judged.count;
}

/** The number of lines, from the first on, up to the last that is screened differently when it is read with those before it. */
function sizeOfGroup(group: readonly ReadLine[], alone: readonly string[], screen: TextScreen): number {
  let size = 1;
  let before = alone[0] ?? '';
  for (let lines = 2; lines <= group.length; lines++) {
    const together = letters(screen(readTogether(group.slice(0, lines))).text);
    if (together !== before + (alone[lines - 1] ?? '')) size = lines;
    before = together;
  }
  return size;
}

const letters = (text: string): string => text.replaceAll(/\s/g, '');
const readTogether = (lines: readonly ReadLine[]): string => lines.map(({ read }) => read).join('\n');

/** Puts the screened text in place of the first text; elements stay, since their names were screened separately. */
function replace(lines: ReadLine[], text: string): void {
  let rest = text.replaceAll('\n', ' ');
  for (const line of lines) {
    const at = line.items.findIndex((item) => typeof item === 'string');
    const kept = line.items.filter((item) => typeof item !== 'string');
    line.items.splice(0, line.items.length, ...kept);
    if (rest !== '' && at >= 0) {
      line.items.splice(at, 0, rest);
      rest = '';
    }
    line.read = '';
  }
}

function linesOf(blocks: Block[]): ReadLine[] {
  return blocks.flatMap((block): ReadLine[] => {
    if (block.t === 'line') return [readLine(block.items)];
    if (block.t === 'group') return linesOf(block.blocks);
    if (block.t === 'frame') return block.document ? linesOf([...block.document.dialogs, ...block.document.blocks]) : [];
    return [...block.head, ...block.rows.flatMap((row) => row.cells)].map(readLine);
  });
}

const wordsOf = (item: Inline): string => (typeof item === 'string' ? item : item.t === 'control' ? item.name : '');

function readLine(items: Inline[]): ReadLine {
  return { items, read: items.map(wordsOf).filter(Boolean).join(' ') };
}
