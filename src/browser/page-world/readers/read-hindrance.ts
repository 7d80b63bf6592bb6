import { accessibleName } from '../controls/names.ts';
import { controlRole, explicitRole, roleOf } from '../controls/roles.ts';
import { oneLine } from '../dom/clean-text.ts';
import {
  closest,
  drawnParent,
  hasAttribute,
  isContentEditable,
  isDrawnInside,
  isTag,
  matches,
  queryAll,
  rectOf,
  tagOf,
  topAt,
} from '../dom/dom.ts';
import type { ElementRegistry } from '../element-registry.ts';
import { describeTag, describeTop, isOperable } from '../sight/operable.ts';
import { isInert } from './is-in-reach.ts';

/** What keeps a person or an action from using an element, in words: `its style is display: none`. */
export interface Hindrance {
  total: number;
  /** Number of operable matches. The rest is about the only one of them. */
  visible: number;
  tag: string;
  role: string;
  /** Why nothing of the only match is drawn. */
  hidden?: string;
  inert?: boolean;
  disabled?: string;
  /** It lets every click through. */
  passesClicks?: string;
  editable: boolean;
  /** Where it is, if that is outside of the window. */
  outside?: string;
  cover?: Cover;
}

export interface Cover {
  /** `dialog "Cookies" <div#consent> "We use cookies"` */
  words: string;
  /** A dialog that is open and does not hold the element, if the cover is not part of it. */
  dialog?: string;
  document: string;
  /** What is in the cover or is it, by number, if it has been observed. */
  parts: { n: number; words: string }[];
}

const MAX_PARTS = 3;
const CONTROLS = 'button, a[href], input:not([type=hidden]), [role=button], [role=link]';
const DIALOGS = 'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]';

/** Looks once for everything that hinders, the most decisive first. */
export function readHindrance(elements: Element[], _argument: undefined, registry: ElementRegistry): Hindrance {
  const operable = elements.filter(isOperable);
  const element = operable[0] ?? elements[0];
  const counts = { total: elements.length, visible: operable.length };
  if (element === undefined) return { ...counts, tag: '', role: '', editable: false };
  return {
    ...counts,
    tag: tagOf(element),
    role: roleOf(element),
    hidden: operable.length === 0 && elements.length === 1 ? whyHidden(element) : undefined,
    inert: isInert(element),
    disabled: whyDisabled(element),
    passesClicks: whyPassesClicks(element),
    editable: isEditable(element),
    outside: whereOutside(element),
    cover: coverOf(element, registry),
  };
}

/** The element and everything in which it is drawn, innermost first. */
function chain(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: Element | null = element; at !== null; at = drawnParent(at)) found.push(at);
  return found;
}

const whose = (holder: Element, element: Element): string =>
  holder === element ? 'its style' : `the style of ${describeTag(holder)} around it`;

/** Why an element that is not operable is not. */
export function whyHidden(element: Element): string | undefined {
  const around = chain(element);
  const unseen = around.findLast((one) => getComputedStyle(one).display === 'none');
  if (unseen !== undefined) {
    return hasAttribute(unseen, 'hidden')
      ? `${unseen === element ? 'it' : `${describeTag(unseen)} around it`} has the attribute hidden`
      : `${whose(unseen, element)} is display: none`;
  }
  const closed = around.find((one) => one !== element && isTag(one, 'details') && !one.open);
  if (closed !== undefined) return `${describeTag(closed)} around it is closed`;
  const { visibility } = getComputedStyle(element);
  if (visibility !== 'visible') {
    const from = around.findLast((_, at) => around.slice(0, at + 1).every((inner) => getComputedStyle(inner).visibility === visibility));
    return `${whose(from ?? element, element)} is visibility: ${visibility}`;
  }
  const { width, height } = rectOf(element);
  return width > 0 && height > 0 ? undefined : `it has no size (${Math.round(width)} × ${Math.round(height)} pixels)`;
}

function whyDisabled(element: Element): string | undefined {
  if (matches(element, ':disabled')) {
    if (hasAttribute(element, 'disabled')) return 'it is disabled';
    const set = closest(element, 'fieldset[disabled]');
    const [legend] = set === null ? [] : queryAll(set, ':scope > legend');
    const name = legend === undefined ? '' : ` "${oneLine(accessibleName(legend)).slice(0, 40)}"`;
    return set === null ? 'it is disabled' : `its group${name} (${describeTag(set)}) is disabled`;
  }
  const marked = closest(element, '[aria-disabled="true"]');
  if (marked === null) return undefined;
  return `${marked === element ? 'it' : `${describeTag(marked)} around it`} is marked as disabled (aria-disabled)`;
}

/** The value is inherited: it comes from the outermost element that has it. */
function whyPassesClicks(element: Element): string | undefined {
  const none = chain(element);
  const end = none.findIndex((one) => getComputedStyle(one).pointerEvents !== 'none');
  const holder = none[(end === -1 ? none.length : end) - 1];
  return holder === undefined ? undefined : `${whose(holder, element)} is pointer-events: none`;
}

function isEditable(element: Element): boolean {
  if (isTag(element, 'input') || isTag(element, 'textarea')) return !element.readOnly;
  return isContentEditable(element) || tagOf(element) === 'select';
}

function whereOutside(element: Element): string | undefined {
  const { left, right, top, bottom } = rectOf(element);
  if (bottom <= 0) return `${Math.round(-bottom)} pixels above it`;
  if (top >= innerHeight) return `${Math.round(top - innerHeight)} pixels below it`;
  if (right <= 0) return `${Math.round(-right)} pixels to the left of it`;
  if (left >= innerWidth) return `${Math.round(left - innerWidth)} pixels to the right of it`;
  return undefined;
}

/** What would receive a click in the middle of an element instead of it. */
function coverOf(element: Element, registry: ElementRegistry): Cover | undefined {
  const box = rectOf(element);
  const top = topAt(box.left + box.width / 2, box.top + box.height / 2);
  if (top === null || isDrawnInside(top, element) || isDrawnInside(element, top)) return undefined;
  const layers = chain(top).filter((one) => !isDrawnInside(element, one));
  const layer = layers.at(-1) ?? top;
  const named = layers.find((one) => explicitRole(one) !== '' || controlRole(one) !== undefined || matches(one, DIALOGS));
  const name = named === undefined ? '' : ownName(named);
  const label = named === undefined ? '' : `${roleOf(named)}${name === '' ? '' : ` "${name}"`} `;
  const dialog = layers.some((one) => matches(one, DIALOGS))
    ? undefined
    : queryAll(document, DIALOGS).find((one) => isOperable(one) && !isDrawnInside(element, one));
  const candidates = [...new Set([...layers, ...queryAll(dialog ?? layer, CONTROLS).filter(isOperable)])];
  const parts = candidates.flatMap((part) => {
    const n = registry.knownNumberOf(part);
    return n === undefined ? [] : [{ n, words: `${roleOf(part)} "${ownName(part)}"` }];
  });
  return {
    words: `${label}${describeTop(top)}`,
    dialog: dialog && `the dialog "${ownName(dialog)}"`,
    document: registry.document,
    parts: parts.slice(0, MAX_PARTS),
  };
}

function ownName(element: Element): string {
  return oneLine(accessibleName(element)).slice(0, 40);
}
