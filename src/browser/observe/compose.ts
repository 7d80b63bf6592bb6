import { estimateTokens } from '../../base/index.ts';
import type { Block, PassResult } from '../page-world/pass-types.ts';
import { plain, quoted } from './page-text.ts';
import { renderChanges } from './rendering/diff.ts';
import { listAtoms, listControls } from './rendering/diff-units.ts';
import { fitPage } from './rendering/fit.ts';

const HEAD_LENGTH = 200;
/** Kept for the note about lines that are left out. */
const NOTE_TOKENS = 14;

export interface Composition {
  /** Its texts are clean already; folded further here. */
  page: PassResult;
  prefix: string;
  changes: readonly string[];
  /** Say only that nothing changed. */
  collapsed: boolean;
  maxTokens: number;
  /** Ref or selector of the part that was asked for. */
  root: string | undefined;
  offset: number;
}

/** The text of an observation. Pure. */
export function compose(parts: Composition): { text: string; elements: number; linesLeft: number } {
  const { page, prefix, changes, root, offset } = parts;
  const head = [`url: ${plain(page.url.slice(0, HEAD_LENGTH))}`];
  if (page.title !== '') head.push(`title: ${quoted(page.title.slice(0, HEAD_LENGTH))}`);
  if (parts.collapsed) {
    const note = '[nothing changed since the last look: its refs stay valid]';
    return { text: [...head, note].join('\n'), elements: listControls(page, prefix).length, linesLeft: 0 };
  }
  const changed = renderChanges(changes, listAtoms(page).length);
  const used = estimateTokens([...head, ...changed].join('\n'));
  const skipLines = root !== undefined && skipsEntries(page) ? 0 : offset;
  const { lines, linesLeft } = fitPage(page, prefix, parts.maxTokens - used - NOTE_TOKENS, skipLines);
  const note =
    linesLeft > 0 ? [`[${linesLeft} more lines: get_dom${root === undefined ? '' : ` ${root}`} offset ${skipLines + lines.length}]`] : [];
  if (lines.length === 0 && root !== undefined) lines.push('[nothing to be seen here]');
  return { text: [...head, ...changed, ...lines, ...note].join('\n'), elements: listControls(page, prefix).length, linesLeft };
}

/** The offset into a table or a list was taken in the page already. */
function skipsEntries(page: PassResult): boolean {
  const isRest = (block: Block): boolean => block.t === 'group' && block.role === 'more';
  return page.blocks.some((block) => block.t === 'table' || isRest(block) || (block.t === 'group' && block.blocks.some(isRest)));
}
