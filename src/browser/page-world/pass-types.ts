import type { ElementKind } from '../../blinders/index.ts';

/**
 * The result of a pass over a document: plain data, produced in the page's isolated world and rendered to text outside
 * of it. Contains only what a person can see, without elements of hidden kinds.
 */

/**
 * The kinds that a scope shows or hides. `submit`: submits a form that may write; `dangerous_button`: a button or link
 * whose name says it destroys or pays; `account_control`: sign out, password, profile.
 */
export type { ElementKind };

/** `n` of the ref: `e12` is 12. */
export interface Control {
  t: 'control';
  n: number;
  kind: ElementKind;
  role: string;
  /** The text that a person reads on it or beside it; without one, the accessible name. */
  name: string;
  /** The accessible name, where it disagrees with the visible text. */
  mismatch?: string;
  /** Absent for secrets; see `filled`. */
  value?: string;
  /** For fields whose value is secret: whether there is one. */
  filled?: boolean;
  placeholder?: string;
  states?: string[];
  /** Why a field is invalid, in the page's words. */
  problem?: string;
  options?: { shown: string[]; total: number };
  href?: string;
  /** Text that distinguishes it from others with the same role and name. */
  of?: string;
}

/** The text of a paragraph is one string; controls are where they are drawn. */
export type Inline = string | Control | { t: 'image'; alt: string } | { t: 'canvas'; name: string; size: string };

export interface Line {
  t: 'line';
  items: Inline[];
  /** Set when the text was cut: characters left out, and the ref that shows them. */
  cut?: { characters: number; n: number };
  /** Heading level 1 to 6. */
  heading?: number;
  /** Behind an open modal dialog or `inert`: visible, not operable. */
  inert?: boolean;
}

export interface Group {
  t: 'group';
  role: string;
  name: string;
  n?: number;
  notes?: string[];
  blocks: Block[];
  /** Role `more`: the numbers of omitted entries before and after, and of shown ones, in the list around it. */
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
  /** Its server has not answered yet. */
  isAwaited: boolean;
  /** Colour behind it, for the pass of its document. */
  background: Rgb;
  /** Added outside of the page, from the pass over the frame. */
  document?: FrameDocument;
}

export interface FrameDocument {
  /** `f1` */
  label: string;
  /** '' when it is the parent's origin. */
  origin: string;
  dialogs: Group[];
  blocks: Block[];
}

export type Block = Line | Group | Table | FrameSlot;

export type Rgb = [red: number, green: number, blue: number];

export interface PassLimits {
  /** Rows shown of a table that has more than `rowsWhole`. */
  rows: number;
  rowsWhole: number;
  /** Entries shown of a list, or of similar siblings, with more than `itemsWhole`. */
  items: number;
  itemsWhole: number;
  options: number;
  /** Characters of a paragraph. */
  text: number;
}

export interface PassRequest {
  /** The lowest number for a ref that is new in this document. */
  from: number;
  limits: PassLimits;
  /** Kinds to leave out. */
  hide: ElementKind[];
  /** Sources of case-insensitive regular expressions over names; they replace the built-in ones. */
  dangerous?: string;
  account?: string;
  background: Rgb;
  /** Entries of the root (rows, items, options) to skip. */
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
  /** Number of elements of hidden kinds. */
  hidden: number;
  /** Number of the focused element, if it is listed. */
  focus?: number;
}
