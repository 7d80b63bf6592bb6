import { isTag, labelledField, tagOf } from '../../dom/dom.ts';

/** The options of a list; no `options` when the element is not a list. */
export function readOptions(elements: Element[]) {
  const [element] = elements;
  if (element === undefined) return { tag: '' };
  const list = isTag(element, 'label') ? labelledField(element) : element;
  if (!isTag(list, 'select')) return { tag: tagOf(element) };
  const options = [...list.options].map((option) => ({ label: option.label.trim(), value: option.value, disabled: option.disabled }));
  return { tag: 'select', options, multiple: list.multiple };
}
