/** Runs in the page: what a list offers; undefined when the element is none. */
export function readOptions(elements: Element[]) {
  const [element] = elements;
  if (element === undefined) return { tag: '' };
  const list = element instanceof HTMLSelectElement ? element : element instanceof HTMLLabelElement ? element.control : undefined;
  if (!(list instanceof HTMLSelectElement)) return { tag: element.localName };
  const options = [...list.options].map((option) => ({ label: option.label.trim(), value: option.value, disabled: option.disabled }));
  return { tag: 'select', options, multiple: list.multiple };
}
