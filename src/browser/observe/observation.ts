import type { ElementKind } from '../page-world/pass-types.ts';

/** What a run may see. Elements of the hidden kinds never leave the page. */
export interface ObservationScope {
  hiddenKinds: readonly ElementKind[];
  /**
   * Sources of the regular expressions that find dangerous buttons and account controls by name; they replace the
   * built-in ones.
   */
  dangerousNames?: string;
  accountNames?: string;
}

/**
 * Replaces the instruction-like parts of a text with marks and counts them. Pure; the redaction in blinders is one
 * implementation.
 */
export type TextScreen = (text: string) => { text: string; count: number };

export interface ObserveOptions {
  /** A ref or selector: observes only this part, unfolded. */
  root?: string;
  /** Rows, entries, options or lines to skip at the start of `root`. */
  offset?: number;
  /**
   * Limit for the text, in estimated tokens. Default 2,500; 500 with a scope that hides kinds. Notes name the call that
   * shows the rest.
   */
  maxTokens?: number;
  /** Asked for explicitly, by get_dom: it may take 2,500 tokens with any scope. */
  requested?: boolean;
  scope?: ObservationScope;
  /** Return a short note for an unchanged page; its refs stay valid. */
  collapseUnchanged?: boolean;
  screen?: TextScreen;
}

/** An element that the latest observation lists. */
export interface ObservedRef {
  /** `e12`, `f1e3` */
  ref: string;
  role: string;
  /** As the text shows it: redacted, screened; '' when the element has no name. */
  name: string;
}

export interface Observation {
  /** What the agent reads: compact, redacted, screened; not yet wrapped in the run's marks. */
  text: string;
  url: string;
  title: string;
  /** `s1`, `s2`, … counted per session. */
  snapshotId: string;
  /** The elements of the page or part in page order, without folded entries; lines that did not fit count. */
  refs: readonly ObservedRef[];
  /** Number of `refs`. */
  elements: number;
  /** Number of elements that the scope hides. */
  hiddenElements: number;
  /** The document differs from the previous one; true for the first observation. */
  newPage: boolean;
  /** The page differs from its previous observation; true for a new page. */
  changed: boolean;
  /** Added (`+`), removed (`-`) and changed (`~`) lines. Empty for a new page. */
  changes: string[];
  /** Number of texts that the screen marked. */
  screened: number;
  /** Number of lines that did not fit; `observe` with an offset shows them. */
  linesLeft: number;
}
