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
 * Redacts and screens a page: each text alone, then whole lines and pairs of lines, because a sentence may be spread
 * over several elements. Does not change its arguments.
 */
export function screenPage<T extends Content>(
  page: T,
  redact: (text: string) => string,
  screen: TextScreen | undefined,
): { page: T; screened: number } {
  let screened = 0;
  const clean = mapTexts(page, (text) => {
    const redacted = redact(text);
    if (!screen) return redacted;
    const judged = screen(redacted);
    screened += judged.count;
    return judged.text;
  });
  if (screen) screened += screenAcross(linesOf([...clean.dialogs, ...clean.blocks]), screen);
  return { page: clean, screened };
}

/** Screens texts that matter only when read together. Tries all lines at once first, since there is rarely a match. */
function screenAcross(lines: ReadLine[], screen: TextScreen): number {
  if (screen(lines.map((line) => line.read).join('\n')).count === 0) return 0;
  let found = 0;
  for (const [index, line] of lines.entries()) {
    const alone = screen(line.read);
    if (alone.count > 0) replace([line], alone.text);
    const next = lines[index + 1];
    const both = next && line.read !== '' ? screen(`${line.read}\n${next.read}`) : { count: 0, text: '' };
    if (next && both.count > 0) replace([line, next], both.text);
    found += alone.count + both.count;
  }
  return found;
}

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

function readLine(items: Inline[]): ReadLine {
  const words = items.map((item) => (typeof item === 'string' ? item : item.t === 'control' ? item.name : ''));
  return { items, read: words.filter(Boolean).join(' ') };
}
