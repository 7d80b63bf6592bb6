import { isConnected, isContentEditable, isTag } from '../../dom/dom.ts';
import { browserRefusal } from '../../typed/browser-refusal.ts';
import { fieldOf, fieldText, holds, isPassword } from '../../typed/field-value.ts';
import { holdBackPresses, takeHold } from '../../typed/hold-back.ts';
import { isTakenOver } from '../../typed/taken-over.ts';
import { type LostText, type TextToType, TypedTexts } from '../../typed/typed-texts.ts';
import { isBehindDialog } from '../start-press.ts';
import { maskField } from './mask-field.ts';

/** The field into which Rote is typing. */
interface OpenField {
  readonly field: Element;
  readonly before: string;
}

export interface TypingStart {
  isBehindDialog: boolean;
  /** undefined when the element is not there yet. */
  field: FieldFacts | undefined;
}

export interface FieldFacts {
  /** The `type` of an input, else ''. */
  type: string;
  /** A rich text editor. */
  isEditor: boolean;
  isEmpty: boolean;
  maxLength: number | undefined;
  min: string;
  max: string;
  step: string;
}

/** `isLost`: the field is empty, as it was before, or was replaced. A secret value does not leave the page. */
export type TypingEnd =
  | { state: 'entered' | 'gone' }
  | { state: 'different'; isLost: boolean; value: string | undefined }
  /** The browser will not send the form with this value; `why`: its own words. */
  | { state: 'refused'; why: string };

const texts = new TypedTexts();
let isWatched = false;
let open: OpenField | undefined;

/** Before typing. */
export function startTyping(elements: Element[]): TypingStart {
  const field = fieldOf(elements);
  texts.keepSeen();
  watch();
  if (field !== undefined) texts.forget(field);
  open = field && { field, before: fieldText(field) };
  return { isBehindDialog: isBehindDialog(elements), field: field && factsOf(field, open?.before ?? '') };
}

function factsOf(field: Element, value: string): FieldFacts {
  const isEmpty = value === '';
  if (isTag(field, 'input')) {
    const { type, min, max, step, maxLength } = field;
    return { type, isEditor: false, isEmpty, min, max, step, maxLength: maxLength < 0 ? undefined : maxLength };
  }
  const limit = isTag(field, 'textarea') ? field.maxLength : -1;
  return { type: '', isEditor: isContentEditable(field), isEmpty, maxLength: limit < 0 ? undefined : limit, min: '', max: '', step: '' };
}

/**
 * After typing: whether the field holds the text. If so, remembers it. `releasesKey`: ends the typing with the keyup
 * event of the last key, on which lists of suggestions open and masks are applied.
 */
export function endTyping(elements: Element[], given: TextToType & { isNative: boolean; releasesKey: boolean }): TypingEnd {
  const { isNative, releasesKey, ...text } = given;
  // Another document, which the typing has opened.
  if (open === undefined) return { state: 'gone' };
  const { before } = open;
  const isSame = isConnected(open.field);
  const field = isSame ? open.field : fieldOf(elements);
  if (field === undefined) return { state: 'gone' };
  if (text.isSecret) maskField(field);
  if (releasesKey) releaseKey(field, text.text);
  if (isHeldBy(field, text)) {
    open = undefined;
    const why = isNative ? browserRefusal(field) : undefined;
    if (why !== undefined) return { state: 'refused', why };
    texts.add(field, before, text);
    texts.forgetComputed();
    return { state: 'entered' };
  }
  const value = fieldText(field);
  return { state: 'different', isLost: !isSame || value === '' || value === before, value: text.isSecret ? undefined : value };
}

function isHeldBy(field: Element, { text, locale, isSecret }: TextToType): boolean {
  if (holds(field, text, { locale, isExact: isPassword(field) })) return true;
  return !isSecret && fieldText(field) === '' && isTakenOver(field, text);
}

/**
 * After a press. `isHeld`: the page did not learn of it, because `lost` fields no longer hold their text. With `isRetry`,
 * a step repeats its press, so what was there before the first counts. `count`: the texts that are still remembered.
 */
export function takeHeldBack(
  _elements: Element[],
  { isRetry }: { isRetry: boolean },
): { isHeld: boolean; lost: LostText[]; count: number } {
  open = undefined;
  const isHeld = takeHold();
  if (!isHeld) texts.forgetCleared();
  else if (!isRetry) texts.keepSeen();
  return { isHeld, lost: isHeld ? texts.lost() : [], count: texts.count };
}

function watch(): void {
  if (isWatched) return;
  isWatched = true;
  holdBackPresses(texts);
  const onInput = (event: Event): void => {
    const [field] = event.composedPath();
    if (open !== undefined && field === open.field) texts.noteLost();
    else if (event.isTrusted) texts.forget(field as Element);
  };
  window.addEventListener('input', onInput, { capture: true, passive: true });
}

function releaseKey(field: Element, text: string): void {
  const key = [...text].at(-1);
  if (key === undefined) return;
  const keyCode = /^[a-z\d]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0;
  field.dispatchEvent(new KeyboardEvent('keyup', { key, keyCode, bubbles: true, cancelable: true, composed: true }));
}
