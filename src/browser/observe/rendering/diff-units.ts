import type { Block, Control, Group, Inline, PassResult } from '../../page-world/pass-types.ts';
import { quoted } from '../page-text.ts';
import { renderControl } from './render-control.ts';

/** The smallest unit of comparison: an element, keyed by its ref, or a text. In page order, dialogs first. */
export interface DiffUnit {
  key: string;
  text: string;
  /** Key of the dialog around it. */
  dialog?: string;
}

type Content = Pick<PassResult, 'dialogs' | 'blocks'>;

export interface ListedControl {
  /** `e12`, `f1e3` */
  ref: string;
  label: string;
  control: Control;
}

/** Lists all elements of a page, including those in its frames. */
export function listControls(page: Content, label = ''): ListedControl[] {
  const found: ListedControl[] = [];
  visit(page, label, {
    control: (control, at) => found.push({ ref: `${at}e${control.n}`, label: at, control }),
  });
  return found;
}

/** Lists the refs of parts: folded lists and tables, frames, shortened paragraphs. */
export function listParts(page: Content, label = ''): { ref: string; label: string; n: number }[] {
  const found: { ref: string; label: string; n: number }[] = [];
  visit(page, label, { part: (n, at) => found.push({ ref: `${at}e${n}`, label: at, n }) });
  return found;
}

export function listDiffUnits(page: Content): DiffUnit[] {
  const units: DiffUnit[] = [];
  const texts = new Map<string, number>();
  let dialog: string | undefined;
  const add = (key: string, text: string) => units.push({ key, text, dialog });
  visit(page, '', {
    control: (control, at) => add(`${at}e${control.n}`, renderControl(uncovered(control), at)),
    text: (text) => {
      // A changed separator or icon is not worth reporting.
      if (!/[\p{L}\p{N}]/u.test(text)) return;
      const times = (texts.get(text) ?? 0) + 1;
      texts.set(text, times);
      add(`text ${times} ${text}`, quoted(text));
    },
    part: (n, at, more) => {
      if (more > 0) add(`more ${at}e${n}`, `[${more} more: get_dom ${at}e${n}]`);
    },
    dialog: (group) => {
      dialog = undefined;
      if (!group) return;
      const key = `dialog ${group.role} ${group.name}`;
      add(key, `${group.role} ${quoted(group.name)}`);
      dialog = key;
    },
  });
  return units;
}

/** An element under an open menu has not itself changed. */
const uncovered = (control: Control): Control =>
  control.states?.includes('covered') ? { ...control, states: control.states.filter((state) => state !== 'covered') } : control;

interface Visitor {
  control?(control: Control, label: string): void;
  text?(text: string): void;
  part?(n: number, label: string, more: number): void;
  /** undefined after the last dialog. */
  dialog?(dialog: Group | undefined): void;
}

function visit(page: Content, label: string, visitor: Visitor): void {
  const items = (list: Inline[]) => {
    for (const item of list) {
      if (typeof item === 'string') visitor.text?.(item);
      else if (item.t === 'control') visitor.control?.(item, label);
    }
  };
  const blocks = (list: Block[]) => {
    for (const block of list) {
      if (block.t === 'line') {
        items(block.items);
        if (block.cut) visitor.part?.(block.cut.n, label, 0);
      } else if (block.t === 'group') {
        if (block.n !== undefined) visitor.part?.(block.n, label, block.more ?? 0);
        blocks(block.blocks);
      } else if (block.t === 'table') {
        visitor.part?.(block.n, label, block.more);
        items(block.caption);
        for (const cell of block.head) items(cell);
        for (const row of block.rows) for (const cell of row.cells) items(cell);
      } else {
        visitor.part?.(block.n, label, 0);
        if (block.document) visit(block.document, block.document.label, visitor);
      }
    }
  };
  for (const dialog of page.dialogs) {
    visitor.dialog?.(dialog);
    blocks([dialog]);
  }
  visitor.dialog?.(undefined);
  blocks(page.blocks);
}
