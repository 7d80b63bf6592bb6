import type { ElementRegistry } from '../element-registry.ts';
import type { Control, PassRequest } from '../pass-types.ts';
import type { Occlusion } from '../sight/occlusion.ts';
import type { View } from '../sight/view.ts';
import type { DraftInline, Sink } from './draft.ts';

export interface Context {
  /** Of the parent: a pointer cursor marks only the outermost element that has it. */
  cursor: string;
  /** In a control whose text is already in its name. */
  skipText: boolean;
  /** In an element that handles clicks. */
  clickable: boolean;
}

/** A control with its element and its place in a line. */
export interface MadeControl {
  element: Element;
  control: Control;
  item: Extract<DraftInline, { t: 'control' }>;
}

/** How to name a control around content: by the heading in it, since its text follows, or not at all. */
export type Naming = 'heading' | 'none' | undefined;

/** The state of a pass that its modules share. */
export interface Walk {
  readonly root: Element;
  readonly request: PassRequest;
  readonly registry: ElementRegistry;
  readonly view: View;
  readonly occlusion: Occlusion;
  readonly controls: {
    /** Returns false when the element is not visible. */
    emit(element: Element, role: string, sink: Sink, naming?: Naming): boolean;
  };
  /** Omitted entries, by the element whose children are folded. */
  readonly folds: Map<Element, { skipped: number; more: number; shown: number }>;
  /** Labels that are already shown as the name of a field or group. */
  readonly shownLabels: Set<Element>;
  children(parent: Element, sink: Sink, context: Context): void;
  element(element: Element, sink: Sink, context: Context): void;
  /** Whether an element without a role handles clicks. */
  isOwnClick(element: Element, style: CSSStyleDeclaration, context: Context): boolean;
  /** Whether the style sheets give it a pointer cursor while the pointer is on it or around it. */
  isPointerOnHover(element: Element): boolean;
}
