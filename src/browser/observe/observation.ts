import type { ElementKind } from '../page-world/pass-types.ts';

/** What a run may see: elements of the other kinds never leave the page. */
export interface ObservationScope {
  hiddenKinds: readonly ElementKind[];
  /** Sources of regular expressions over element names, instead of the built-in ones, deciding what is a dangerous button or an account control. */
  dangerousNames?: string;
  accountNames?: string;
}

/** Judges one text of the page: instruction-like parts are replaced by marks and counted. Pure; the blinders' redaction is one. */
export type TextScreen = (text: string) => { text: string; count: number };

export interface ObserveOptions {
  /** A ref or a selector: only this part, unfolded. */
  root?: string;
  /** With `root`: rows, entries, options or lines to leave out at the start. */
  offset?: number;
  /** Estimated tokens of the text. Default 2,500; 500 with a scope that hides kinds. What does not fit is named with the call that shows it. */
  maxTokens?: number;
  scope?: ObservationScope;
  /** An unchanged page becomes a short note; refs stay valid. */
  collapseUnchanged?: boolean;
  screen?: TextScreen;
}

export interface Observation {
  /** What the agent is shown: compact, secrets removed, screened; not yet wrapped in the run's marks. */
  text: string;
  url: string;
  title: string;
  /** `s1`, `s2`, … One lineage per session. */
  snapshotId: string;
  /** Elements with a ref in the text. */
  elements: number;
  /** Elements that the scope kept in the page. */
  hiddenElements: number;
  /** Another document than last time; always so for the first. */
  newPage: boolean;
  /** Something differs from the last observation of the same page; true for a new one. */
  changed: boolean;
  /** The lines that were added (`+`), went (`-`) or read differently now (`~`). Empty for a new page. */
  changes: string[];
  /** Texts that the screen marked. */
  screened: number;
  /** Lines that did not fit; `observe` with an offset shows them. */
  linesLeft: number;
}
