import type { Block, FrameSlot, Group, Inline, Line, PassResult, Table } from '../../page-world/pass-types.ts';
import { plain, quoted } from '../page-text.ts';
import { renderItems } from './render-control.ts';

/** Consecutive lines that hold only links and buttons are joined up to this length. */
const MAX_JOINED_CHARS = 160;

/** Renders a page as lines, dialogs first. Pure. `prefix` starts its refs: '' or `f1`. */
export function renderPage(page: Pick<PassResult, 'dialogs' | 'blocks'>, prefix: string): string[] {
  const dialogs = page.dialogs.flatMap((dialog) => renderBlock(dialog, prefix));
  const blocks = renderBlocks(page.blocks, prefix);
  if (dialogs.length === 0) return blocks;
  return [...dialogs, ...(blocks.length > 0 ? ['[page behind it]', ...blocks] : [])];
}

function renderBlocks(blocks: Block[], prefix: string): string[] {
  const lines: string[] = [];
  let joining = false;
  for (const block of blocks) {
    const joins = block.t === 'line' && isActionsOnly(block);
    const rendered = renderBlock(block, prefix);
    const last = lines.at(-1);
    if (joins && joining && last !== undefined && rendered[0] !== undefined && last.length + rendered[0].length < MAX_JOINED_CHARS) {
      lines[lines.length - 1] = `${last} ${rendered[0]}`;
    } else {
      lines.push(...rendered);
    }
    joining = joins;
  }
  return lines;
}

/** Only links and buttons; each field keeps a separate line. */
const isActionsOnly = (line: Line): boolean =>
  !line.heading &&
  !line.cut &&
  line.items.every((item) => typeof item !== 'string' && item.t === 'control' && !/^(?:form_field|file_input)$/.test(item.kind));

function renderBlock(block: Block, prefix: string): string[] {
  switch (block.t) {
    case 'line':
      return [renderLine(block, prefix)];
    case 'group':
      return renderGroup(block, prefix);
    case 'table':
      return renderTable(block, prefix);
    case 'frame':
      return renderFrame(block, prefix);
  }
}

function renderLine(line: Line, prefix: string): string {
  const text = renderItems(line.items, prefix);
  const cut = line.cut ? ` [${line.cut.characters} more characters: get_dom ${prefix}e${line.cut.n}]` : '';
  return `${line.heading ? `${'#'.repeat(Math.min(line.heading, 6))} ` : ''}${text}${cut}`;
}

function renderGroup(group: Group, prefix: string): string[] {
  if (group.role === 'more') return [group.name === '' ? foldNote(group, 'entries', prefix) : knownNote(group, prefix)];
  const inner = renderBlocks(group.blocks, prefix);
  const title = group.name === '' ? '' : ` ${quoted(group.name)}`;
  const notes = group.notes ? ` ${group.notes.join(' ')}` : '';
  switch (group.role) {
    case 'item':
      return bulleted(inner);
    case 'list':
    case 'menu':
    case 'tabs':
    case 'listbox':
      return [...(title === '' ? [] : [`[${group.role}${title}]`]), ...joinItems(group, prefix)];
    case 'dialog':
    case 'alertdialog':
    case 'overlay':
      return [`[${group.role}${title}${notes}]`, ...indented(withoutTitle(inner, group.name))];
    case 'nav':
    case 'alert':
      return inner.length === 1 ? [`${group.role}${title}: ${inner[0]}`] : [`[${group.role}${title}]`, ...indented(inner)];
    default:
      return [`[${group.role}${title}${notes}]`, ...indented(withoutTitle(inner, group.name))];
  }
}

/** Drops a first line that only repeats the name of the group. */
function withoutTitle(lines: string[], name: string): string[] {
  const first = lines[0]?.replace(/^#+ /, '');
  return first === plain(name) && name !== '' ? lines.slice(1) : lines;
}

/** Entries of one element each share lines; all others get their own. */
function joinItems(group: Group, prefix: string): string[] {
  const entries = group.blocks.filter((block) => block.t !== 'group' || block.role !== 'more');
  const single = entries.every((block) => {
    const lines = block.t === 'group' && block.role === 'item' ? block.blocks : [block];
    return lines.length === 1 && lines[0]?.t === 'line' && isActionsOnly(lines[0]);
  });
  if (!single || entries.length === 0) return renderBlocks(group.blocks, prefix);
  const lines = entries.flatMap((block) => (block.t === 'group' ? block.blocks : [block]));
  const rest = group.blocks.filter((block) => !entries.includes(block));
  return [...renderBlocks(lines, prefix), ...renderBlocks(rest, prefix)];
}

const bulleted = (lines: string[]): string[] => lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
const indented = (lines: string[]): string[] => lines.map((line) => ` ${line}`);

function renderTable(table: Table, prefix: string): string[] {
  const title = table.name === '' ? '' : ` ${quoted(table.name)}`;
  const ref = table.more > 0 || table.skipped > 0 ? ` ${prefix}e${table.n}` : '';
  const cells = (row: Inline[][]) => row.map((cell) => renderItems(cell, prefix)).join(' | ');
  const rows = table.rows.map((row) => `${cells(row.cells)}${row.notes ? ` (${row.notes.join(', ')})` : ''}`);
  const head = table.head.some((cell) => cell.length > 0) ? [cells(table.head)] : [];
  const note = table.more > 0 || table.skipped > 0 ? [foldNote({ ...table, shown: rows.length }, 'rows', prefix)] : [];
  const total = table.skipped + rows.length + table.more;
  const count = rows.length < total ? ` ${rows.length} of ${total} rows` : '';
  const caption = table.caption.length > 0 ? ` ${renderItems(table.caption, prefix)}` : '';
  return [`[table${ref}${title}${count}]${caption}`, ...head, ...rows, ...note];
}

/** `[12 entries, seen before (Orders, Refunds): get_dom e7]` */
function knownNote({ name, more, n }: Group, prefix: string): string {
  return `[${more} entries, seen before (${plain(name)}): get_dom ${prefix}e${n}]`;
}

/** `[… 45 more rows: get_dom e7 offset 5]` */
function foldNote(
  fold: { n?: number; skipped?: number; more?: number; shown?: number; blocks?: Block[] },
  what: string,
  prefix: string,
): string {
  const skipped = fold.skipped ?? 0;
  const next = fold.shown === undefined ? undefined : skipped + fold.shown;
  const before = skipped > 0 ? `${skipped} ${what} before` : '';
  const after = fold.more ? `${fold.more} more ${what}` : '';
  const offset = fold.more && next !== undefined ? ` offset ${next}` : '';
  return `[… ${[before, after].filter(Boolean).join(', ')}: get_dom ${prefix}e${fold.n}${offset}]`;
}

function renderFrame(frame: FrameSlot, prefix: string): string[] {
  const title = frame.name === '' ? '' : ` ${quoted(frame.name)}`;
  if (!frame.document) return [`[frame ${prefix}e${frame.n}${title}: cannot be read]`];
  const { label, origin } = frame.document;
  const inner = renderPage({ dialogs: frame.document.dialogs, blocks: frame.document.blocks }, label);
  return inner.length === 0 ? [] : [`[frame ${label}${title}${origin === '' ? '' : ` ${plain(origin)}`}]`, ...indented(inner)];
}
