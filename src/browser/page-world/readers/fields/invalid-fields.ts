import { problemOf } from '../../controls/field-state.ts';
import { nameOf } from '../../controls/names.ts';
import { roleOf } from '../../controls/roles.ts';
import { cutText } from '../../dom/clean-text.ts';
import { attribute, closest, formOf, hasAttribute, matches, queryAll, rootElement, tagOf } from '../../dom/dom.ts';
import { isOperable } from '../../sight/operable.ts';
import { View } from '../../sight/view.ts';

const FIELDS = 'input, select, textarea';
const MARKED = '[aria-invalid]:not([aria-invalid="false"], [aria-invalid=""])';
const MAX_MESSAGE_CHARS = 200;

export interface InvalidField {
  /** As a person reads it. */
  name: string;
  /** What the page or the browser says about it; '' if nothing. */
  message: string;
}

/**
 * The fields that keep a form from being sent by one of these elements (a button, or a field in which Enter is pressed):
 * those that the browser does not accept, and those that the page itself marks as invalid.
 */
export function invalidFields(elements: Element[]): InvalidField[] {
  const [sender] = elements;
  if (sender === undefined) return [];
  const form = formOf(sender) ?? closest(sender, 'form');
  const view = new View([255, 255, 255]);
  const refused = form === null || !isValidated(form, sender) ? [] : queryAll(document, FIELDS).filter((one) => formOf(one) === form);
  const around = form ?? closest(sender, '[role="form"], dialog, [role="dialog"], [role="alertdialog"]') ?? rootElement();
  const found = new Set([...refused.filter((one) => matches(one, ':invalid')), ...queryAll(around, MARKED).filter(isOperable)]);
  return [...found].map((field) => ({
    name: labelOf(field, view),
    message: cutText(problemOf(field, view, true) ?? '', MAX_MESSAGE_CHARS),
  }));
}

/** The browser checks a form before it sends it, unless the form or the button says otherwise. */
function isValidated(form: Element, sender: Element): boolean {
  return !hasAttribute(form, 'novalidate') && !hasAttribute(sender, 'formnovalidate');
}

function labelOf(field: Element, view: View): string {
  const { name } = nameOf(field, roleOf(field), view);
  return name || (attribute(field, 'placeholder') ?? '') || (attribute(field, 'name') ?? '') || tagOf(field);
}
