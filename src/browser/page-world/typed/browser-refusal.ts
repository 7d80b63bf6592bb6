import { formOf, isTag, queryAll } from '../dom/dom.ts';

const SENDS = 'button:not([type]), button[type=submit], input[type=submit], input[type=image]';

/** Why the browser will not send the form of a date or number field with the value it has, in the browser's words. */
export function browserRefusal(field: Element): string | undefined {
  if (!isTag(field, 'input') || !field.willValidate) return undefined;
  const { badInput, rangeOverflow, rangeUnderflow, stepMismatch } = field.validity;
  if (!(badInput || rangeOverflow || rangeUnderflow || stepMismatch)) return undefined;
  const form = formOf(field);
  if (form === null || form.noValidate || !queryAll(form, SENDS).some((button) => !sendsUnchecked(button))) return undefined;
  return field.validationMessage;
}

const sendsUnchecked = (button: Element): boolean => (isTag(button, 'button') || isTag(button, 'input')) && button.formNoValidate;
