import { formOf, matches, queryAll, rootOf } from '../dom/dom.ts';

/** The button that Enter in a field of the form presses; `none`: it has no such button. */
export function defaultButton(form: Element): Element | 'none' {
  const buttons = queryAll(rootOf(form), 'button, input[type="submit" i], input[type="image" i]');
  return buttons.find((one) => formOf(one) === form && !matches(one, 'button[type="button" i], button[type="reset" i]')) ?? 'none';
}
