import { oneLine } from '../dom/clean-text.ts';
import { attribute, contains, drawnParent, isTag, matches, shownText } from '../dom/dom.ts';
import { isOperable } from '../sight/operable.ts';
import { comparable } from '../text/comparable.ts';
import { elementsIn, LIST, listControlOf, listOf } from './list-control.ts';

/** How an option is named; `option`: by its value or its label; `index`: by its position in a native list, from 0. */
export type WantedOption = { option: string } | { value: string } | { label: string } | { index: number };

export interface ListedOption {
  label: string;
  value: string;
  disabled: boolean;
  selected: boolean;
}

const OPTION = '[role="option"], [role="treeitem"]';
/** Where a library keeps its options for assistive technology apart from those that people see. */
const DRAWN_OPTION = '[aria-selected], [class*="option" i]';
const LEVELS = 4;
const TICKS = /^[✓✔☑•]\s*|\s*[✓✔☑]$/gu;

/** The options of a native list or of one that the page draws; the latter without hidden ones. */
export function optionsOf(list: Element): Element[] {
  if (isTag(list, 'select')) return [...list.options];
  if (isTag(list, 'datalist')) return [...list.options];
  const marked = elementsIn(list, (one) => matches(one, OPTION));
  const shown = marked.filter(isOperable);
  if (shown.length > 0) return shown;
  if (marked.length === 0 && matches(list, LIST)) return elementsIn(list, (one) => matches(one, 'li') && isOperable(one));
  let around = drawnParent(list);
  for (let level = 0; around !== null && level < LEVELS && !matches(around, 'body'); level++) {
    const drawn = outermost(elementsIn(around, (one) => matches(one, DRAWN_OPTION) && isOperable(one)));
    if (drawn.length > 0) return drawn;
    around = drawnParent(around);
  }
  return [];
}

const outermost = (elements: Element[]): Element[] =>
  elements.filter((one) => !elements.some((other) => other !== one && contains(other, one)));

export function describeOption(option: Element): ListedOption {
  if (isTag(option, 'option')) {
    return {
      label: oneLine(option.label),
      value: option.value,
      disabled: option.disabled || isInDisabledGroup(option),
      selected: option.selected,
    };
  }
  return {
    label: comparable(attribute(option, 'aria-label') ?? '') || comparable(shownText(option)).replace(TICKS, ''),
    value: attribute(option, 'data-value') ?? attribute(option, 'value') ?? '',
    disabled: attribute(option, 'aria-disabled') === 'true' || matches(option, ':disabled'),
    selected: attribute(option, 'aria-selected') === 'true' || attribute(option, 'aria-checked') === 'true',
  };
}

const isInDisabledGroup = (option: Element): boolean => matches(option, 'optgroup[disabled] > option');

/**
 * The matching options: those with exactly this value or label; otherwise those with a line of their text that is the
 * label (a name above an address). A `value` that no option has may be a label.
 */
export function wantedAmong(options: readonly Element[], wanted: WantedOption): Element[] {
  if ('index' in wanted) return options.slice(wanted.index, wanted.index + 1);
  const [by, text] = Object.entries(wanted)[0] as ['option' | 'value' | 'label', string];
  const byValue = by === 'label' ? [] : options.filter((option) => hasValue(option, text));
  if (by === 'value' && byValue.length > 0) return byValue;
  const byLabel = options.filter((option) => hasLabel(option, text));
  const found = options.filter((option) => byValue.includes(option) || byLabel.includes(option));
  return found.length > 0 ? found : options.filter((option) => hasLine(option, text));
}

function hasValue(option: Element, text: string): boolean {
  const { value } = describeOption(option);
  return value === text && (value !== '' || isTag(option, 'option'));
}

function hasLabel(option: Element, text: string): boolean {
  const wanted = comparable(text);
  return comparable(describeOption(option).label) === wanted || comparable(shownText(option)).replace(TICKS, '') === wanted;
}

const hasLine = (option: Element, text: string): boolean =>
  !isTag(option, 'option') &&
  shownText(option)
    .split('\n')
    .some((line) => comparable(line) !== '' && comparable(line) === comparable(text));

/** The option of the list that an element is, is in or opens. */
export function findOption(element: Element, wanted: WantedOption): Element[] {
  const control = listControlOf(element);
  const list = control && listOf(control);
  return list === undefined ? [] : wantedAmong(optionsOf(list), wanted);
}
