import { cutText, oneLine } from '../dom/clean-text.ts';
import type { Block, Control, Group, Inline, Line, Table, TableRow } from '../pass-types.ts';

/** A piece of text before occlusion is known. */
export interface DraftText {
  t: 'text';
  text: string;
  cut: boolean;
  hidden: boolean;
}
export type DraftInline = DraftText | { t: 'control'; control: Control; hidden: boolean } | Exclude<Inline, string | Control>;

export interface DraftLine {
  t: 'line';
  items: DraftInline[];
  owner: Element | undefined;
  heading?: number;
  inert?: boolean;
}
export type DraftGroup = Omit<Group, 'blocks'> & { blocks: DraftBlock[]; element: Element };
export type DraftRow = { cells: DraftInline[][]; notes?: string[] };
export type DraftTable = Omit<Table, 'rows' | 'head' | 'caption'> & { caption: DraftInline[]; head: DraftInline[][]; rows: DraftRow[] };
export type DraftBlock = DraftLine | DraftGroup | DraftTable | Extract<Block, { t: 'frame' }>;

/** Collects what is drawn into lines and blocks. */
export class Sink {
  readonly blocks: DraftBlock[] = [];
  #line: DraftLine | undefined;

  add(item: DraftInline, owner: Element, inert: boolean): void {
    if (!this.#line) {
      this.#line = { t: 'line', items: [], owner, inert: inert || undefined };
      this.blocks.push(this.#line);
    }
    this.#line.items.push(item);
  }

  /** White space between two pieces of a line. */
  space(): void {
    if (this.#line) this.#line.items.push({ t: 'text', text: ' ', cut: false, hidden: false });
  }

  /** Separates a term from its description. */
  colon(): void {
    const last = this.#line?.items.at(-1);
    const hasColon = last?.t === 'text' && /:\s*$/.test(last.text);
    this.#line?.items.push({ t: 'text', text: hasColon ? ' ' : ': ', cut: false, hidden: false });
  }

  breakLine(): void {
    this.#line = undefined;
  }

  block(block: DraftBlock): void {
    this.#line = undefined;
    this.blocks.push(block);
  }
}

/** Flattens blocks into one line, for a table cell. */
export function flatten(blocks: DraftBlock[]): DraftInline[] {
  const space: DraftText = { t: 'text', text: ' ', cut: false, hidden: false };
  return blocks.flatMap((block): DraftInline[] => {
    if (block.t === 'line') return [...block.items, space];
    if (block.t === 'group') return [...(block.name ? [{ ...space, text: `${block.name}: ` }] : []), ...flatten(block.blocks)];
    if (block.t === 'table')
      return [
        ...block.caption,
        space,
        ...block.head.flat(),
        space,
        ...block.rows.flatMap((row) => row.cells.flatMap((cell) => [...cell, space])),
      ];
    return [space];
  });
}

function finishItems(items: DraftInline[]): Inline[] {
  const out: Inline[] = [];
  let text = '';
  const flush = () => {
    const clean = oneLine(text);
    if (clean !== '') out.push(clean);
    text = '';
  };
  for (const item of items) {
    if (item.t === 'text') {
      if (!item.hidden) text += item.cut ? `${item.text}…` : item.text;
    } else if (item.t === 'control') {
      flush();
      if (!item.hidden) out.push(item.control);
    } else {
      flush();
      out.push(item);
    }
  }
  flush();
  return out;
}

/** Turns drafts into blocks. `number` numbers an element, for the ref of a shortened paragraph. */
export function finish(blocks: DraftBlock[], textLimit: number, number: (element: Element) => number): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.t === 'frame') return [block];
    if (block.t === 'line') {
      const line = finishLine(block, textLimit, number);
      return line ? [line] : [];
    }
    if (block.t === 'group') {
      const { element: _, blocks: inner, ...group } = block;
      const finished = finish(inner, textLimit, number);
      const isEmpty = finished.length === 0 && group.role !== 'more' && !/dialog/.test(group.role);
      return isEmpty ? [] : [{ ...group, blocks: finished }];
    }
    const { caption, head, rows, ...table } = block;
    const finishedRows = rows.map((row): TableRow => ({ cells: row.cells.map(finishItems), notes: row.notes }));
    const shown = finishedRows.filter((row) => row.cells.some((cell) => cell.length > 0));
    const finishedHead = head.map(finishItems);
    return shown.length + finishedHead.length + table.more === 0
      ? []
      : [{ ...table, caption: finishItems(caption), head: finishedHead, rows: shown }];
  });
}

function finishLine(line: DraftLine, limit: number, number: (element: Element) => number): Line | undefined {
  const items = finishItems(line.items);
  if (items.length === 0) return undefined;
  const length = items.reduce((sum, item) => sum + (typeof item === 'string' ? item.length : 0), 0);
  const finished: Line = { t: 'line', items, heading: line.heading, inert: line.inert };
  if (length <= limit || !line.owner) return finished;
  let left = limit;
  finished.items = items.flatMap((item): Inline[] => {
    if (typeof item !== 'string') return [item];
    const part = left <= 0 ? '' : cutText(item, left);
    left -= item.length;
    return part === '' ? [] : [part];
  });
  finished.cut = { characters: length - limit, n: number(line.owner) };
  return finished;
}
