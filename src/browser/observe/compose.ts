import { estimateTokens } from '../../base/index.ts';
import type { Block, PassResult } from '../page-world/pass-types.ts';
import { plain, quoted } from './page-text.ts';
import { renderChanges } from './rendering/diff.ts';
import { listDiffUnits } from './rendering/diff-units.ts';
import { fitPage } from './rendering/fit.ts';

const MAX_HEAD_CHARS = 200;
/** Reserved for the note about omitted lines. */
const NOTE_TOKENS = 14;

export interface ComposeOptions {
  /** Redacted and screened. Folded further here. */
  page: PassResult;
  prefix: string;
  changes: readonly string[];
  /** Report only that nothing changed. */
  collapsed: boolean;
  maxTokens: number;
  /** Ref or selector of the requested part. */
  root: string | undefined;
  offset: number;
}

/** The text of an observation. Pure. */
export function compose(options: ComposeOptions): { text: string; linesLeft: number } {
  const { page, prefix, changes, root, offset } = options;
  const head = [`url: ${plain(page.url.slice(0, MAX_HEAD_CHARS))}`];
  if (page.title !== '') head.push(`title: ${quoted(page.title.slice(0, MAX_HEAD_CHARS))}`);
  if (options.collapsed) {
    const note = '[nothing changed since the last look: its refs stay valid]';
    return { text: [...head, note].join('\n'), linesLeft: 0 };
  }
  const changed = renderChanges(changes, listDiffUnits(page).length);
  const used = estimateTokens([...head, ...changed].join('\n'));
  const skipLines = root !== undefined && skipsEntries(page) ? 0 : offset;
  const { lines, linesLeft } = fitPage(page, prefix, options.maxTokens - used - NOTE_TOKENS, skipLines);
  const note =
    linesLeft > 0 ? [`[${linesLeft} more lines: get_dom${root === undefined ? '' : ` ${root}`} offset ${skipLines + lines.length}]`] : [];
  if (lines.length === 0 && root !== undefined) lines.push('[nothing to be seen here]');
  return { text: [...head, ...changed, ...lines, ...note].join('\n'), linesLeft };
}

/** Whether the pass already applied the offset to a table or list. */
function skipsEntries(page: PassResult): boolean {
  const isMoreNote = (block: Block): boolean => block.t === 'group' && block.role === 'more';
  return page.blocks.some((block) => block.t === 'table' || isMoreNote(block) || (block.t === 'group' && block.blocks.some(isMoreNote)));
}
