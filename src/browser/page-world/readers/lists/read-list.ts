import { attribute, closest, contains, drawnParent, isTag, labelledField, matches, queryAll, tagOf } from '../../dom/dom.ts';
import { listControlOf, listOf, noteLists, searchFieldOf } from '../../lists/list-control.ts';
import { describeOption, type ListedOption, optionsOf, type WantedOption, wantedAmong } from '../../lists/list-options.ts';
import { clickInterceptor, isOperable } from '../../sight/operable.ts';
import { View } from '../../sight/view.ts';
import { isTakenOver } from '../../typed/taken-over.ts';

/**
 * What a selector names: a `<select>`, a field with a `<datalist>`, or a list that the page draws itself; `other`: none of them;
 * `missing`: nothing.
 */
export interface ListState {
  kind: 'missing' | 'other' | 'select' | 'datalist' | 'drawn';
  tag: string;
  /** What opens instead of a list: `grid`, `dialog`, `menu`. */
  popup?: string;
  isMultiple: boolean;
  /** The options that are there now: of a closed list that the page draws, none. */
  options: ListedOption[];
  /** The positions of the option that is wanted; several if it is not clear which. */
  matches: number[];
  /** Of a list that the page draws. */
  drawn?: DrawnList;
}

export interface DrawnList {
  /** It is opened by its control, unlike a list that is always there. */
  isOpened: boolean;
  isOpen: boolean;
  /** Something lies over the control, such as what an open list puts over the page. */
  isCovered: boolean;
  /** What the control shows as chosen. */
  shown: string;
  /** Its field is empty, and what was chosen stands beside it, as a tag does. */
  isTakenOver: boolean;
  /** It can be searched by typing: in the control, or where the focus is. */
  search: 'control' | 'focus' | undefined;
}

const FIELDS = 'input, select, textarea, [role="combobox"], [contenteditable]';
const LEVELS = 4;

/** The state of the list that the first element is or opens. With `opens`, it is opened next: what appears belongs to it. */
export function readList(elements: Element[], { wanted, opens }: { wanted: WantedOption | null; opens: boolean }): ListState {
  const element = elements.find(isOperable) ?? elements[0];
  if (element === undefined) return { kind: 'missing', tag: '', isMultiple: false, options: [], matches: [] };
  const field = isTag(element, 'label') ? (labelledField(element) ?? element) : element;
  if (isTag(field, 'select')) return stateOf('select', field, field, wanted, field.multiple);
  if (isTag(field, 'input') && field.list !== null) return stateOf('datalist', field, field.list, wanted, false);
  const control = listControlOf(field);
  if (control === undefined) {
    const popup = attribute(closest(field, '[aria-haspopup]') ?? field, 'aria-haspopup');
    return { ...stateOf('other', field, undefined, null, false), ...(popup !== null && popup !== 'true' && { popup }) };
  }
  if (opens) noteLists();
  const list = listOf(control);
  const isMultiple = list !== undefined && attribute(list, 'aria-multiselectable') === 'true';
  return { ...stateOf('drawn', field, list, wanted, isMultiple), drawn: drawnStateOf(control, list, wanted) };
}

function stateOf(
  kind: ListState['kind'],
  field: Element,
  list: Element | undefined,
  wanted: WantedOption | null,
  isMultiple: boolean,
): ListState {
  const options = list === undefined ? [] : optionsOf(list);
  const found = wanted === null ? [] : wantedAmong(options, wanted);
  return { kind, tag: tagOf(field), isMultiple, options: options.map(describeOption), matches: found.map((one) => options.indexOf(one)) };
}

function drawnStateOf(control: Element, list: Element | undefined, wanted: WantedOption | null): DrawnList {
  const isOpened = control !== list;
  const search = isOpened ? searchFieldOf(control) : undefined;
  return {
    isOpened,
    isOpen:
      !isOpened || attribute(control, 'aria-expanded') === 'true' || (list !== undefined && isOperable(list) && optionsOf(list).length > 0),
    isCovered: clickInterceptor(control) !== undefined,
    shown: isOpened ? shownBy(control, list) : '',
    isTakenOver: wanted !== null && isEmptied(search) && isTakenOver(search, String(Object.values(wanted)[0])),
    search: search === undefined ? undefined : search === control ? 'control' : 'focus',
  };
}

const isEmptied = (field: Element | undefined): field is HTMLInputElement =>
  isTag(field ?? null, 'input') && (field as HTMLInputElement).value === '';

/** The value of a field, or what stands in its place: a library may draw what is chosen beside an empty field. */
function shownBy(control: Element, list: Element | undefined): string {
  const view = new View([255, 255, 255]);
  const field = searchFieldOf(control);
  if (isTag(field ?? null, 'input') && (field as HTMLInputElement).value !== '') return (field as HTMLInputElement).value;
  let around: Element | null = control;
  for (let level = 0; around !== null && level < LEVELS; level++) {
    const isOwn = queryAll(around, FIELDS).every((one) => contains(control, one) || contains(one, control));
    if (!isOwn || matches(around, 'form, dialog, body') || (list !== undefined && contains(around, list) && level > 0)) return '';
    const text = view.text(around);
    if (text !== '') return text;
    around = drawnParent(around);
  }
  return '';
}
