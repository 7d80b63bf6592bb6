import type { ElementKind } from '../../blinders/index.ts';

/**
 * What a pass over a document gives: plain data, made in the page's isolated world, rendered to text outside of it.
 * Only what a person can see is in it, elements of hidden kinds are not.
 */

/**
 * What a scope shows or hides. `submit`: sends a form that has fields; `dangerous_button`: a button or link whose words destroy or pay;
 * `account_control`: sign out, password, profile.
 */
export type { ElementKind };

/** `n` of the ref: `e12` is 12. */
export interface Control {
  t: 'control';
  n: number;
  kind: ElementKind;
  role: string;
  /** What a person reads on it or beside it; an icon's accessible name where there is nothing to read. */
  name: string;
  /** The accessible name, where it says something else than what is drawn. */
  mismatch?: string;
  /** Absent for secrets; see `filled`. */
  value?: string;
  /** Fields whose value is never told: whether there is one. */
  filled?: boolean;
  placeholder?: string;
  states?: string[];
  /** Why a field is invalid, in the page's words. */
  problem?: string;
  options?: { shown: string[]; total: number };
  href?: string;
  /** Words that tell it from others with the same role and name. */
  of?: string;
}

/** Text of a paragraph is one string; elements stand where they are drawn. */
export type Inline = string | Control | { t: 'image'; alt: string } | { t: 'canvas'; name: string; size: string };

export interface Line {
  t: 'line';
  items: Inline[];
  /** Set when the text was cut: characters left out, and the ref that shows them. */
  cut?: { characters: number; n: number };
  /** Heading level 1 to 6. */
  heading?: number;
  /** Under an open modal dialog or `inert`: to be seen, not to be used. */
  inert?: boolean;
}

export interface Group {
  t: 'group';
  role: string;
  name: string;
  n?: number;
  notes?: string[];
  blocks: Block[];
  /** Role `more`: entries of the list around it that are left out before and after, and how many are shown. */
  skipped?: number;
  more?: number;
  shown?: number;
}

export interface TableRow {
  cells: Inline[][];
  notes?: string[];
}

export interface Table {
  t: 'table';
  n: number;
  name: string;
  /** A caption that holds elements. */
  caption: Inline[];
  head: Inline[][];
  rows: TableRow[];
  skipped: number;
  more: number;
}

export interface FrameSlot {
  t: 'frame';
  /** Ref of the frame element. */
  n: number;
  name: string;
  /** Colour behind it, for the pass of its document. */
  background: Rgb;
  /** Filled outside of the page with what the pass of the frame gave. */
  document?: FrameDocument;
}

export interface FrameDocument {
  /** `f1` */
  label: string;
  /** Of its document; '' when it is the page's own. */
  origin: string;
  dialogs: Group[];
  blocks: Block[];
}

export type Block = Line | Group | Table | FrameSlot;

export type Rgb = [red: number, green: number, blue: number];

export interface PassLimits {
  /** Rows of a table that is longer than `rowsWhole`. */
  rows: number;
  rowsWhole: number;
  /** Entries of a list (or of many alike siblings) that is longer than `itemsWhole`. */
  items: number;
  itemsWhole: number;
  options: number;
  /** Characters of a paragraph. */
  text: number;
}

export interface PassRequest {
  /** The first number that a ref which is new in this document may get. */
  from: number;
  limits: PassLimits;
  /** Kinds that do not leave the page. */
  hide: ElementKind[];
  /** Sources of case-insensitive regular expressions over names, instead of the built-in ones. */
  dangerous?: string;
  account?: string;
  background: Rgb;
  /** Entries of the root (rows, items, options) to leave out. */
  offset: number;
}

export interface PassResult {
  /** Random, one per document and page load. */
  document: string;
  url: string;
  title: string;
  /** Open dialogs, topmost first; not repeated in `blocks`. */
  dialogs: Group[];
  blocks: Block[];
  /** The next number for a ref in this document. */
  next: number;
  /** Elements that were left out because of their kind. */
  hidden: number;
  /** Number of the element that has the focus, if it is one of those given. */
  focus?: number;
}
