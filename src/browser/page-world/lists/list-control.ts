import {
  attribute,
  byId,
  closest,
  drawnChildren,
  drawnParent,
  focused,
  isElement,
  isTag,
  labelledField,
  matches,
  rootElement,
} from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';

/** What opens or is a list of options that the page draws itself. */
export const LIST = '[role="listbox"], [role="tree"]';
const OPENS_LIST = '[role="combobox"], [aria-haspopup="listbox"]';
const TEXT_FIELD = 'input:not([type]), input[type="text"], input[type="search"], textarea';

const MAX_ELEMENTS = 20_000;
/** A list without a reference is this close to its control, or appears when it opens. */
const LEVELS = 3;

/** The lists that were there before one was opened. */
let listsBefore = new WeakSet<Element>();

/** Before a list is opened: what appears then belongs to it. */
export function noteLists(): void {
  listsBefore = new WeakSet(listsIn(rootElement()));
}

/** The combobox, the button of a list, or the list that this element is, is in, or holds. */
export function listControlOf(element: Element): Element | undefined {
  const field = isTag(element, 'label') ? labelledField(element) : element;
  if (field === null) return undefined;
  const around = closest(field, `${OPENS_LIST}, ${LIST}`);
  if (around !== null) return around;
  for (const kind of [OPENS_LIST, LIST]) {
    const [inside, another] = elementsIn(field, (one) => matches(one, kind) && isOperable(one));
    if (inside !== undefined && another === undefined) return inside;
  }
  return undefined;
}

/** The list of a control, if it is there. A closed one often is not. */
export function listOf(control: Element): Element | undefined {
  if (matches(control, LIST)) return control;
  const named = referencesOf(control).map((part) => (matches(part, LIST) ? part : (listsIn(part)[0] ?? part)));
  if (named.length > 0) return named.find(isOperable) ?? named[0];
  let around: Element | null = control;
  for (let level = 0; around !== null && level <= LEVELS && !matches(around, 'body, form, dialog'); level++) {
    const [beside, another] = listsIn(around).filter(isOperable);
    if (beside !== undefined && another === undefined) return beside;
    around = drawnParent(around);
  }
  const appeared = listsIn(rootElement()).filter((list) => isOperable(list) && !listsBefore.has(list));
  return appeared.length === 1 ? appeared[0] : undefined;
}

/** The text field in which a list is searched: the control, a field in it, or one in the list, which has the focus then. */
export function searchFieldOf(control: Element): Element | undefined {
  if (isTextField(control)) return control;
  const [inside] = elementsIn(control, isTextField);
  if (inside !== undefined) return inside;
  const active = focused();
  return active !== null && active !== control && isTextField(active) ? active : undefined;
}

const isTextField = (element: Element): boolean => matches(element, TEXT_FIELD) && !matches(element, '[readonly], :disabled');

/** What the control or the field in it names as its list. */
function referencesOf(control: Element): Element[] {
  const owners = [control, ...elementsIn(control, (one) => matches(one, '[aria-controls], [aria-owns]'))];
  const ids = owners.flatMap((owner) =>
    [attribute(owner, 'aria-controls'), attribute(owner, 'aria-owns')].flatMap((names) => names?.trim().split(/\s+/) ?? []),
  );
  return ids.flatMap((id) => byId(control, id) ?? byId(document, id) ?? []);
}

const listsIn = (root: Element): Element[] => elementsIn(root, (one) => matches(one, LIST));

/** The elements drawn in this one that are wanted, open shadow roots included, in order. */
export function elementsIn(root: Element, isWanted: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  let left = MAX_ELEMENTS;
  const visit = (parent: Element): void => {
    for (const node of drawnChildren(parent)) {
      if (!isElement(node) || left-- <= 0) continue;
      if (isWanted(node)) found.push(node);
      visit(node);
    }
  };
  visit(root);
  return found;
}
