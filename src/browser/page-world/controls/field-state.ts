import { cutText, oneLine } from '../dom/clean-text.ts';
import { attribute, byId, hasAttribute, matches, queryAll, tagOf } from '../dom/dom.ts';
import type { ElementRegistry } from '../element-registry.ts';
import type { Control, PassRequest } from '../pass-types.ts';
import type { View } from '../sight/view.ts';
import { drawsReadably } from '../sight/visible-text.ts';

const MAX_VALUE_CHARS = 120;
const MAX_OPTION_CHARS = 40;
const SECRET_COMPLETION = /(?:current|new)-password|one-time-code|cc-(?:number|csc)/;

type State = Pick<Control, 'value' | 'filled' | 'placeholder' | 'states' | 'problem' | 'options'>;

/** Reads the value, options and states of a control, never the value of a password field. */
export function stateOf(element: Element, role: string, name: string, view: View, registry: ElementRegistry, request: PassRequest): State {
  const state: State = {};
  const states: string[] = [];
  const tag = tagOf(element);
  if (tag === 'input' || tag === 'textarea') readInput(element as HTMLInputElement, role, name, view, registry, state);
  else if (tag === 'select') readSelect(element as HTMLSelectElement, view, request, state);
  else if (role === 'editor') state.value = cutText(view.text(element), MAX_VALUE_CHARS);
  else if (role === 'combobox' || role === 'textbox' || role === 'searchbox') state.value = cutText(view.text(element), MAX_VALUE_CHARS);
  else if (role === 'slider' || role === 'spinbutton') state.value = cutText(positionOf(element, view), MAX_OPTION_CHARS);

  if (isOn(element, role)) states.push(role === 'radio' ? 'chosen' : 'checked');
  if (attribute(element, 'aria-checked') === 'mixed' || (element as HTMLInputElement).indeterminate === true) states.push('mixed');
  if (isTrue(element, 'aria-pressed')) states.push('pressed');
  if (isTrue(element, 'aria-selected')) states.push('selected');
  const current = attribute(element, 'aria-current');
  if (current !== null && current !== '' && current !== 'false') states.push('current');
  const expanded = tag === 'summary' ? String(matches(element, 'details[open] > summary')) : attribute(element, 'aria-expanded');
  if (expanded === 'true') states.push('expanded');
  if (expanded === 'false') states.push('collapsed');
  if (isDisabled(element) || view.surface(element)?.inert) states.push('disabled');
  if ((matches(element, 'input, textarea') && hasAttribute(element, 'readonly')) || isTrue(element, 'aria-readonly'))
    states.push('readonly');
  if ((matches(element, 'input, select, textarea') && hasAttribute(element, 'required')) || isTrue(element, 'aria-required'))
    states.push('required');
  if (tag === 'select' && (element as HTMLSelectElement).multiple) states.push('multiple');
  if (tag === 'input' && role === 'file' && hasAttribute(element, 'multiple')) states.push('multiple');
  const problem = problemOf(element, view);
  if (problem !== undefined) {
    states.push('invalid');
    if (problem !== '') state.problem = cutText(problem, MAX_VALUE_CHARS);
  }
  if (states.length > 0) state.states = states;
  return state;
}

/** A number, with a unit at most: "3", "40 %", "12:30", "1,5 kg". */
const QUANTITY = /^[-+−]?[\p{Sc}]?\s?\d[\d\s.,:/]{0,12}\s?(?:%|°?\p{L}{0,3}|\p{Sc})$/u;

/** The value of a slider: its words only where they are drawn, since attributes are not seen. */
function positionOf(element: Element, view: View): string {
  const drawn = view.text(element);
  const said = [attribute(element, 'aria-valuetext'), attribute(element, 'aria-valuenow')].map((text) => oneLine(text ?? ''));
  return said.find((text) => text !== '' && (QUANTITY.test(text) || drawn.includes(text))) ?? drawn;
}

/** Whether a person can read what a field draws. A transparent field lies over what draws its value. */
function isReadableField(field: Element, view: View, pseudo?: string): boolean {
  const surface = view.surface(field);
  if (!surface) return false;
  const style = pseudo === undefined ? view.style(field) : getComputedStyle(field, pseudo);
  return drawsReadably(style, pseudo === undefined ? surface : { ...surface, opacity: surface.opacity * Number(style.opacity) });
}

function isDisabled(element: Element): boolean {
  return matches(element, ':disabled') || isTrue(element, 'aria-disabled');
}

const isTrue = (element: Element, name: string): boolean => attribute(element, name) === 'true';

function isOn(element: Element, role: string): boolean {
  if (matches(element, 'input[type=checkbox], input[type=radio]')) return (element as HTMLInputElement).checked;
  return /^(?:checkbox|radio|switch|menuitemcheckbox|menuitemradio|option|treeitem)$/.test(role) && isTrue(element, 'aria-checked');
}

function readInput(input: HTMLInputElement, role: string, name: string, view: View, registry: ElementRegistry, state: State): void {
  if (role === 'button' || role === 'checkbox' || role === 'radio' || role === 'switch') return;
  if (role === 'file') {
    state.value = cutText([...(input.files ?? [])].map((file) => oneLine(file.name)).join(', '), MAX_VALUE_CHARS);
    return;
  }
  const style = view.style(input);
  const masked = style.getPropertyValue('-webkit-text-security');
  if (
    role === 'password' ||
    (masked !== '' && masked !== 'none') ||
    SECRET_COMPLETION.test(attribute(input, 'autocomplete')?.toLowerCase() ?? '')
  ) {
    registry.markSecret(input);
  }
  if (registry.isSecret(input)) {
    state.filled = input.value !== '';
    return;
  }
  if (input.value !== '' && !isReadableField(input, view)) {
    state.filled = true;
    return;
  }
  state.value = cutText(oneLine(input.value), MAX_VALUE_CHARS);
  const placeholder = oneLine(attribute(input, 'placeholder') ?? '');
  const isHint = state.value === '' && placeholder !== '' && placeholder !== name;
  if (isHint && isReadableField(input, view, '::placeholder')) state.placeholder = cutText(placeholder, 60);
}

function readSelect(select: HTMLSelectElement, view: View, request: PassRequest, state: State): void {
  const label = (option: HTMLOptionElement) => cutText(oneLine(option.label || option.text), MAX_OPTION_CHARS);
  const options = [...select.options].filter((option) => !option.hidden && getComputedStyle(option).display !== 'none');
  const surface = view.surface(select);
  // The list that it opens has its colours. A transparent one lies over what draws its value.
  if (surface && !drawsReadably(view.style(select), { ...surface, opacity: 1 })) {
    state.filled = true;
    state.options = { shown: [], total: options.length };
    return;
  }
  const chosen = [...select.selectedOptions].map(label);
  state.value = cutText(chosen.join(', '), MAX_VALUE_CHARS);
  const from = request.offset;
  const shown = options.slice(from, from + request.limits.options).map(label);
  state.options = { shown, total: options.length };
}

/**
 * Why a field is invalid: '' without a message, undefined when valid. Native validation counts after user interaction
 * (`:user-invalid`), or when the form was to be sent.
 */
export function problemOf(element: Element, view: View, sent = false): string | undefined {
  const invalid = attribute(element, 'aria-invalid');
  const marked = invalid !== null && invalid !== 'false' && invalid !== '';
  const native = matches(element, sent ? ':invalid' : ':user-invalid');
  if (!marked && !native) return undefined;
  const ids = `${attribute(element, 'aria-errormessage') ?? ''} ${attribute(element, 'aria-describedby') ?? ''}`.trim().split(/\s+/);
  for (const id of ids) {
    const message = id === '' ? null : byId(element, id);
    const text = message ? view.text(message) : '';
    if (text !== '') return text;
  }
  return native ? oneLine((element as HTMLInputElement).validationMessage ?? '') : '';
}

/** Whether a form has fields that a person fills in. */
export function hasFields(form: Element): boolean {
  return (
    queryAll(form, 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), select, textarea')
      .length > 0
  );
}
