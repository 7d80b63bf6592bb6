import { estimateTokens } from '../../../base/index.ts';
import type { Block, Group, Line, PassResult, Table } from '../../page-world/pass-types.ts';
import { listControls } from './diff-units.ts';
import { renderPage } from './render.ts';

/** A table or list is not cut below this many entries, a paragraph not below this many characters. */
const LEAST_ENTRIES = 3;
const LEAST_TEXT = 160;

type Content = Pick<PassResult, 'dialogs' | 'blocks'>;

export interface FittedPage {
  lines: string[];
  /** Lines that are left out at the end. */
  linesLeft: number;
}

/**
 * The lines of a page within a number of tokens: the longest table, list or paragraph is folded further until all fits, then the end is
 * left out. Changes `page`, which belongs to the caller alone. `skipLines` leaves out lines at the start; the folding does not depend on
 * it, so that pages of one observation fit together.
 */
export function fitPage(page: Content, prefix: string, maxTokens: number, skipLines: number): FittedPage {
  let total = tokensOf(renderPage(page, prefix));
  if (total > maxTokens) {
    const open = foldables(page).map((part) => ({ part, tokens: tokensOfBlock(part.block) }));
    while (total > maxTokens && open.length > 0) {
      const longest = open.reduce((one, other) => (other.tokens * other.part.weight > one.tokens * one.part.weight ? other : one));
      const goesOn = longest.part.fold();
      const left = tokensOfBlock(longest.part.block);
      total -= longest.tokens - left;
      longest.tokens = left;
      if (!goesOn) open.splice(open.indexOf(longest), 1);
    }
  }
  const lines = renderPage(page, prefix).slice(skipLines);
  let tokens = tokensOf(lines);
  let kept = lines.length;
  while (kept > 1 && tokens > maxTokens) tokens -= estimateTokens(lines[--kept] as string) + 1;
  return { lines: lines.slice(0, kept), linesLeft: lines.length - kept };
}

const tokensOf = (lines: string[]): number => lines.reduce((sum, line) => sum + estimateTokens(line) + 1, 0);

interface Foldable {
  block: Block;
  /** What gives way first. */
  weight: number;
  /** False when there is nothing left to fold. */
  fold(): boolean;
}

function foldables(page: Content): Foldable[] {
  const found: Foldable[] = [];
  // The part that was asked for is not folded into itself.
  const isAsked = (block: Block) => page.blocks.length === 1 && page.blocks[0] === block;
  const look = (blocks: Block[]) => {
    for (const block of blocks) {
      if (block.t === 'table' && block.rows.length > LEAST_ENTRIES) found.push(foldTable(block));
      else if (block.t === 'line' && textLength(block) > LEAST_TEXT && block.cut) found.push(foldLine(block));
      else if (block.t === 'group') {
        if (isList(block)) found.push(foldList(block));
        if (isNavigation(block) && !isAsked(block)) found.push(foldNavigation(block));
        else look(block.blocks);
      } else if (block.t === 'frame' && block.document) {
        look(block.document.dialogs);
        look(block.document.blocks);
      }
    }
  };
  look(page.dialogs);
  look(page.blocks);
  return found;
}

const tokensOfBlock = (block: Block): number => tokensOf(renderPage({ dialogs: [], blocks: [block] }, ''));
const cutCount = (count: number): number => Math.max(LEAST_ENTRIES, Math.floor(count * 0.7));

function foldTable(table: Table): Foldable {
  return {
    block: table,
    weight: 1,
    fold() {
      const keep = cutCount(table.rows.length);
      table.more += table.rows.length - keep;
      table.rows.length = keep;
      return keep > LEAST_ENTRIES;
    },
  };
}

const entriesOf = (group: Group): Block[] => group.blocks.filter((block) => block.t === 'group' && block.role === 'item');
const isList = (group: Group): boolean =>
  /^(?:list|listbox|menu)$/.test(group.role) && group.n !== undefined && entriesOf(group).length > LEAST_ENTRIES;

function foldList(group: Group): Foldable {
  return {
    block: group,
    weight: 1,
    fold() {
      const entries = entriesOf(group);
      const keep = cutCount(entries.length);
      const gone = new Set(entries.slice(keep));
      const note = group.blocks.find((block): block is Group => block.t === 'group' && block.role === 'more');
      const rest: Group = note ?? {
        t: 'group',
        role: 'more',
        name: '',
        blocks: [],
        ...(group.n !== undefined && { n: group.n }),
        more: 0,
        shown: 0,
      };
      rest.more = (rest.more ?? 0) + gone.size;
      rest.shown = keep;
      group.blocks = [...group.blocks.filter((block) => !gone.has(block) && block !== rest), rest];
      return keep > LEAST_ENTRIES;
    },
  };
}

/** Menus and side bars are the same on every page: they give way as a whole, before the content does. */
const isNavigation = (group: Group): boolean =>
  /^(?:nav|aside)$/.test(group.role) && group.n !== undefined && group.blocks.some((block) => block.t !== 'group' || block.role !== 'more');

function foldNavigation(group: Group): Foldable {
  return {
    block: group,
    weight: 2,
    fold() {
      const count = listControls({ dialogs: [], blocks: group.blocks }).length;
      group.blocks = [{ t: 'group', role: 'more', name: '', blocks: [], ...(group.n !== undefined && { n: group.n }), more: count }];
      return false;
    },
  };
}

const textLength = (line: Line): number => line.items.reduce((sum, item) => sum + (typeof item === 'string' ? item.length : 0), 0);

function foldLine(line: Line): Foldable {
  return {
    block: line,
    weight: 1,
    fold() {
      let left = Math.max(LEAST_TEXT, Math.floor(textLength(line) * 0.6));
      const cut = textLength(line) - left;
      line.items = line.items.map((item) => {
        if (typeof item !== 'string') return item;
        const part = item.slice(0, Math.max(0, left));
        left -= item.length;
        return part === item || part === '' ? part : `${part}…`;
      });
      if (line.cut) line.cut.characters += cut;
      return textLength(line) > LEAST_TEXT + 1;
    },
  };
}
