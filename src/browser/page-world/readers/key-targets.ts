import { defaultButton } from '../activation/default-button.ts';
import { sendsOf } from '../activation/sends.ts';
import {
  attribute,
  byId,
  closest,
  focused,
  formOf,
  isContentEditable,
  isTag,
  labelledField,
  matches,
  queryAll,
  rootElement,
  shadowOf,
  tagOf,
} from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';
import { FRAME_ELEMENTS, frameSelector } from './frame-selector.ts';
import { describe, describeAlone, type ElementDescription } from './read-facts.ts';
import { readSurroundings } from './read-surroundings.ts';
import { TAKES_KEYS } from './start-press.ts';

/**
 * What a key does to what has the focus. `send`: Enter with Control or Meta. `change`: it changes a value, as arrows and texts do.
 * `command`: what a script makes of it, where no text is typed.
 */
export type KeyUse = 'enter' | 'send' | 'space' | 'change' | 'command';

export interface KeysToPress {
  uses: KeyUse[];
  /** Pressed with Alt: the elements with this `accesskey`. */
  accessKey?: string | undefined;
}

/** What keys use, and the text around it. */
export interface KeyTarget {
  element: ElementDescription;
  around: string;
}

export interface KeyTargets {
  targets: KeyTarget[];
  /** The focus is in this frame of the document. */
  frame?: string | undefined;
  /** The given element cannot have the focus: keys go to the one that has it. */
  elsewhere?: boolean;
}

const MAX_TARGETS = 12;
const MAX_AROUND_CHARS = 1_500;
const MODAL = 'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]';
const PRESSED_BY_ENTER =
  'a[href], area[href], button, summary, input[type="button" i], input[type="submit" i], input[type="reset" i], input[type="image" i]';
const FIELD = 'input, select, textarea';
const CHANGED_BY_KEYS = 'input, select, [role="slider"], [role="spinbutton"], [role="radio"], [role="combobox"], [role="listbox"]';
const BUTTONS = 'button, a[href], input[type="button" i], input[type="submit" i], [role="button"], [role="link"]';

/** What these keys would use: on the given element, or else on the one that has the focus. */
export function readKeyTargets(elements: Element[], keys: KeysToPress): KeyTargets {
  const given = elements.find(isOperable) ?? elements[0];
  const holder = given === undefined ? undefined : holderOf(given);
  if (given !== undefined && holder === undefined) return { targets: [], elsewhere: true };
  const at = holder ?? focused();
  if (holder === undefined && at !== null && matches(at, FRAME_ELEMENTS)) {
    return { targets: [], frame: frameSelector([at]) ?? `${tagOf(at)}:focus` };
  }
  const used = keys.uses.flatMap((use) => usedBy(use, at));
  const byAccessKey = keys.accessKey === undefined ? [] : withAccessKey(keys.accessKey).map(describe);
  const targets = [...used, ...byAccessKey].slice(0, MAX_TARGETS);
  const around = targets.length === 0 ? '' : readSurroundings([at ?? rootElement()], MAX_AROUND_CHARS);
  return { targets: targets.map((element) => ({ element, around })) };
}

/** What gets the focus when keys are pressed on an element; undefined: nothing does. */
function holderOf(element: Element): Element | undefined {
  if (matches(element, TAKES_KEYS)) return matches(element, ':disabled') ? undefined : element;
  const label = closest(element, 'label');
  return (label && labelledField(label)) ?? undefined;
}

function usedBy(use: KeyUse, at: Element | null): ElementDescription[] {
  switch (use) {
    case 'enter':
      return pressedByEnter(at);
    case 'send':
      return at === null ? [] : sentByForm(at);
    case 'space':
      return at !== null && isPressedBySpace(at) ? [describe(at)] : [];
    case 'change':
      return changed(at);
    case 'command':
      return at !== null && takesText(at) ? [] : [COMMAND];
  }
}

const COMMAND: ElementDescription = { tag: '', role: 'key', name: '', text: '', inForm: false, inDialog: false };

function pressedByEnter(at: Element | null): ElementDescription[] {
  if (at === null || isTag(at, 'body') || isTag(at, 'html') || matches(at, MODAL)) return inModal();
  if (matches(at, PRESSED_BY_ENTER)) return [describe(at)];
  if (takesText(at) && !isTag(at, 'input')) return [];
  if (matches(at, FIELD)) return choosesSuggestion(at) ? [] : sentByForm(at);
  return [describe(at)];
}

/** Scripts often press the button of an open dialog on Enter, so the worst of its buttons counts. */
function inModal(): ElementDescription[] {
  const modal = queryAll(document, MODAL).findLast(isOperable);
  return modal === undefined ? [] : queryAll(modal, BUTTONS).filter(isOperable).slice(0, MAX_TARGETS).map(describe);
}

/** What sends the form of a field: its default button, or else the form alone. */
function sentByForm(field: Element): ElementDescription[] {
  const form = formOf(field) ?? closest(field, 'form');
  if (form === null) return [];
  const button = defaultButton(form);
  if (button !== 'none') return matches(button, ':disabled') ? [] : [describe(button)];
  const searches = matches(field, '[type="search" i]') || matches(form, '[role="search"]');
  const name = attribute(form, 'aria-label') ?? (searches ? 'Search' : '');
  return [{ ...describeAlone(form), role: 'button', name, text: '', accessibleName: undefined, sends: sendsOf(form, 'submit') }];
}

/** Enter takes the marked suggestion of an open list. */
function choosesSuggestion(field: Element): boolean {
  if (attribute(field, 'aria-expanded') !== 'true') return false;
  const marked = attribute(field, 'aria-activedescendant') ?? '';
  const option = marked === '' ? null : byId(field, marked);
  return option !== null && matches(option, '[role="option"]') && isOperable(option);
}

function isPressedBySpace(at: Element): boolean {
  if (takesText(at) || isTag(at, 'a') || isTag(at, 'body') || isTag(at, 'html') || matches(at, MODAL)) return false;
  return !matches(at, 'select, input[type="range" i], [role="combobox"]');
}

/** A field whose change is known to send something. */
function changed(at: Element | null): ElementDescription[] {
  if (at === null || !(matches(at, CHANGED_BY_KEYS) || takesText(at))) return [];
  const sends = sendsOf(at, 'change') ?? (matches(at, 'input[type="radio" i], [role="radio"]') ? sendsOf(at, 'click') : undefined);
  return sends === undefined ? [] : [{ ...describeAlone(at), sends }];
}

/** Whether keys type text into it. */
function takesText(at: Element): boolean {
  if (isTag(at, 'input')) return !/^(?:button|submit|reset|image|checkbox|radio|file|color|range)$/.test(at.type);
  return isTag(at, 'textarea') || isContentEditable(at);
}

/** The elements with an access key, in open shadow roots too. */
function withAccessKey(key: string): Element[] {
  const wanted = key.toLowerCase();
  const found: Element[] = [];
  const search = (root: Node) => {
    for (const element of queryAll(root, '*')) {
      const keys = attribute(element, 'accesskey')?.toLowerCase().split(/\s+/) ?? [];
      if (keys.includes(wanted)) found.push(element);
      const shadow = shadowOf(element);
      if (shadow) search(shadow);
    }
  };
  search(document);
  return found;
}
