import type { Block, Control, Group, Inline, PassResult } from '../../page-world/pass-types.ts';
import { quoted } from '../page-text.ts';
import { renderControl } from './render-control.ts';

/** The smallest things that are told of a page: an element by its ref, a text by itself. In the order of the page, dialogs first. */
export interface Atom {
  key: string;
  text: string;
  /** Key of the dialog that it is in. */
  dialog?: string;
}

type Content = Pick<PassResult, 'dialogs' | 'blocks'>;

export interface ListedControl {
  /** `e12`, `f1e3` */
  ref: string;
  label: string;
  control: Control;
}

/** Every element of a page, those of its frames included. */
export function listControls(page: Content, label = ''): ListedControl[] {
  const found: ListedControl[] = [];
  visit(page, label, {
    control: (control, at) => found.push({ ref: `${at}e${control.n}`, label: at, control }),
  });
  return found;
}

/** Refs of parts: folded lists and tables, frames, cut paragraphs. */
export function listParts(page: Content, label = ''): { ref: string; label: string; n: number }[] {
  const found: { ref: string; label: string; n: number }[] = [];
  visit(page, label, { part: (n, at) => found.push({ ref: `${at}e${n}`, label: at, n }) });
  return found;
}

export function listAtoms(page: Content): Atom[] {
  const atoms: Atom[] = [];
  const texts = new Map<string, number>();
  let dialog: string | undefined;
  const add = (key: string, text: string) => atoms.push({ key, text, ...(dialog !== undefined && { dialog }) });
  visit(page, '', {
    control: (control, at) => add(`${at}e${control.n}`, renderControl(uncovered(control), at)),
    text: (text) => {
      // Separators and icons are no news.
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
  return atoms;
}

/** What a menu happens to lie upon has not changed. */
const uncovered = (control: Control): Control =>
  control.states?.includes('covered') ? { ...control, states: control.states.filter((state) => state !== 'covered') } : control;

interface Visitor {
  control?(control: Control, label: string): void;
  text?(text: string): void;
  part?(n: number, label: string, more: number): void;
  /** Undefined: the dialogs are over. */
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
