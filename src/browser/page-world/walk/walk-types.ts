import type { Control, PassRequest } from '../pass-types.ts';
import type { Registry } from '../registry.ts';
import type { CoverWatch } from '../sight/occlusion.ts';
import type { View } from '../sight/view.ts';
import type { DraftInline, Sink } from './draft.ts';

export interface Context {
  /** Of the element around: the pointing hand is news only where it begins. */
  cursor: string;
  /** Inside of something that is operated as a whole: its text has been said. */
  mute: boolean;
  /** Inside of an element that answers clicks. */
  clickable: boolean;
}

/** A control that was made, its element, and its place in a line. */
export interface Made {
  element: Element;
  control: Control;
  item: Extract<DraftInline, { t: 'control' }>;
}

/** How a control around content is named: by the heading in it, since its text follows, or not at all. */
export type Naming = 'heading' | 'none' | undefined;

/** What the parts of a pass know of the whole. */
export interface Walk {
  readonly root: Element;
  readonly request: PassRequest;
  readonly registry: Registry;
  readonly view: View;
  readonly covers: CoverWatch;
  readonly controls: {
    /** False when a person does not see the element. */
    emit(element: Element, role: string, sink: Sink, naming?: Naming): boolean;
  };
  /** What was left out, by the element whose children were folded. */
  readonly folds: Map<Element, { skipped: number; more: number; shown: number }>;
  /** Labels that were said with what they name. */
  readonly muted: Set<Element>;
  children(parent: Element, sink: Sink, context: Context): void;
  element(element: Element, sink: Sink, context: Context): void;
  /** Whether an element without a role answers clicks. */
  isOwnClick(element: Element, style: CSSStyleDeclaration, context: Context): boolean;
}
