import { estimateTokens } from '../../../base/index.ts';
import type { Block, Group, Line, PassResult, Table } from '../../page-world/pass-types.ts';
import { listControls } from './diff-units.ts';
import { renderPage } from './render.ts';

/** A table or list keeps at least this many entries, a paragraph this many characters. */
const MIN_ENTRIES = 3;
const MIN_TEXT_CHARS = 160;

type Content = Pick<PassResult, 'dialogs' | 'blocks'>;

export interface FittedPage {
  lines: string[];
  /** Number of lines omitted at the end. */
  linesLeft: number;
}

/**
 * Fits a page into a number of estimated tokens: folds the longest table, list or paragraph until everything fits, then
 * omits lines at the end. Mutates `page`. `skipLines` omits lines at the start; folding does not depend on it, so
 * consecutive slices line up.
 */
export function fitPage(page: Content, prefix: string, maxTokens: number, skipLines: number): FittedPage {
  let total = tokensOf(renderPage(page, prefix));
  if (total > maxTokens) {
    const open = listFoldables(page).map((part) => ({ part, tokens: tokensOfBlock(part.block) }));
    while (total > maxTokens && open.length > 0) {
      const longest = open.reduce((one, other) => (other.tokens * other.part.weight > one.tokens * one.part.weight ? other : one));
      const canFoldFurther = longest.part.fold();
      const left = tokensOfBlock(longest.part.block);
      total -= longest.tokens - left;
      longest.tokens = left;
      if (!canFoldFurther) open.splice(open.indexOf(longest), 1);
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
  /** Multiplies the length: heavier parts are folded first. */
  weight: number;
  /** Returns false when nothing is left to fold. */
  fold(): boolean;
}

function listFoldables(page: Content): Foldable[] {
  const found: Foldable[] = [];
  // The requested part must not fold into a note about itself.
  const isRoot = (block: Block) => page.blocks.length === 1 && page.blocks[0] === block;
  const visit = (blocks: Block[]) => {
    for (const block of blocks) {
      if (block.t === 'table' && block.rows.length > MIN_ENTRIES) found.push(foldTable(block));
      else if (block.t === 'line' && textLength(block) > MIN_TEXT_CHARS && block.cut) found.push(foldLine(block));
      else if (block.t === 'group') {
        if (isList(block)) found.push(foldList(block));
        if (isNavigation(block) && !isRoot(block)) found.push(foldNavigation(block));
        else visit(block.blocks);
      } else if (block.t === 'frame' && block.document) {
        visit(block.document.dialogs);
        visit(block.document.blocks);
      }
    }
  };
  visit(page.dialogs);
  visit(page.blocks);
  return found;
}

const tokensOfBlock = (block: Block): number => tokensOf(renderPage({ dialogs: [], blocks: [block] }, ''));
const cutCount = (count: number): number => Math.max(MIN_ENTRIES, Math.floor(count * 0.7));

function foldTable(table: Table): Foldable {
  return {
    block: table,
    weight: 1,
    fold() {
      const keep = cutCount(table.rows.length);
      table.more += table.rows.length - keep;
      table.rows.length = keep;
      return keep > MIN_ENTRIES;
    },
  };
}

const entriesOf = (group: Group): Block[] => group.blocks.filter((block) => block.t === 'group' && block.role === 'item');
const isList = (group: Group): boolean =>
  /^(?:list|listbox|menu)$/.test(group.role) && group.n !== undefined && entriesOf(group).length > MIN_ENTRIES;

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
        n: group.n,
        more: 0,
        shown: 0,
      };
      rest.more = (rest.more ?? 0) + gone.size;
      rest.shown = keep;
      group.blocks = [...group.blocks.filter((block) => !gone.has(block) && block !== rest), rest];
      return keep > MIN_ENTRIES;
    },
  };
}

/** Menus and side bars are the same on every page: they fold as a whole, before the content does. */
const isNavigation = (group: Group): boolean =>
  /^(?:nav|aside)$/.test(group.role) && group.n !== undefined && group.blocks.some((block) => block.t !== 'group' || block.role !== 'more');

function foldNavigation(group: Group): Foldable {
  return {
    block: group,
    weight: 2,
    fold() {
      const count = listControls({ dialogs: [], blocks: group.blocks }).length;
      group.blocks = [{ t: 'group', role: 'more', name: '', blocks: [], n: group.n, more: count }];
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
      let left = Math.max(MIN_TEXT_CHARS, Math.floor(textLength(line) * 0.6));
      const cut = textLength(line) - left;
      line.items = line.items.map((item) => {
        if (typeof item !== 'string') return item;
        const part = item.slice(0, Math.max(0, left));
        left -= item.length;
        return part === item || part === '' ? part : `${part}…`;
      });
      if (line.cut) line.cut.characters += cut;
      return textLength(line) > MIN_TEXT_CHARS + 1;
    },
  };
}
