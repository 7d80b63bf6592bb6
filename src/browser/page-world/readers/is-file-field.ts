/** Runs in the page (see evaluateAll): whether the first element is a file field, or the label of one. */
export function isFileField(elements: Element[]): boolean {
  const [element] = elements;
  if (element === undefined) return false;
  const field = element instanceof HTMLLabelElement ? element.control : element;
  return field instanceof HTMLInputElement && field.type === 'file';
}
