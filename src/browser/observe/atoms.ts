import type { Block, Control, Group, Inline, PassResult } from '../in-page/pass-types.ts';
import { quoted } from './page-text.ts';
import { renderControl } from './render-control.ts';

/** The smallest things that are told of a page: an element by its ref, a text by itself. In the order of the page, dialogs first. */
export type Atom = { key: string; text: string };

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
  visit(page, '', {
    control: (control, at) => atoms.push({ key: `${at}e${control.n}`, text: renderControl(control, at) }),
    text: (text) => {
      const times = (texts.get(text) ?? 0) + 1;
      texts.set(text, times);
      atoms.push({ key: `text ${times} ${text}`, text: quoted(text) });
    },
    part: (n, at, more) => {
      if (more > 0) atoms.push({ key: `more ${at}e${n}`, text: `[${more} more: get_dom ${at}e${n}]` });
    },
    dialog: (dialog) => atoms.push({ key: `dialog ${dialog.role} ${dialog.name}`, text: `${dialog.role} ${quoted(dialog.name)}` }),
  });
  return atoms;
}

interface Visitor {
  control?(control: Control, label: string): void;
  text?(text: string): void;
  part?(n: number, label: string, more: number): void;
  dialog?(dialog: Group): void;
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
  blocks(page.blocks);
}
