import { attribute, closest, isTag, labelledField, matches, queryAll } from '../../dom/dom.ts';
import { isOperable } from '../../sight/operable.ts';

export interface CheckedState {
  /** A radio button can only be turned off by choosing another one. */
  isRadio: boolean;
  on: boolean | 'mixed';
}

const NATIVE = 'input[type="checkbox"], input[type="radio"]';
const CHECKABLE = `${NATIVE}, [aria-checked]`;

/** The state of the check box, radio button or switch that a press on the element sets; undefined if it sets none. */
export function readChecked(elements: Element[]): CheckedState | undefined {
  const element = elements.find(isOperable) ?? elements[0];
  const control = element && controlOf(element);
  if (control === undefined) return undefined;
  const said = attribute(control, 'aria-checked');
  if (isTag(control, 'input') && matches(control, NATIVE)) {
    return { isRadio: control.type === 'radio', on: control.indeterminate || said === 'mixed' ? 'mixed' : control.checked };
  }
  return { isRadio: (attribute(control, 'role') ?? '').endsWith('radio'), on: said === 'mixed' ? 'mixed' : said === 'true' };
}

function controlOf(element: Element): Element | undefined {
  const around = closest(element, `${CHECKABLE}, label`);
  const held = isTag(around, 'label') ? labelledField(around) : around;
  if (held !== null) return matches(held, CHECKABLE) ? held : undefined;
  const [inside, another] = queryAll(element, CHECKABLE);
  return another === undefined ? inside : undefined;
}
