import { attribute, isTag, labelledField } from '../../dom/dom.ts';

/** Whether the first element is a file field, or the label of one. */
export function isFileField(elements: Element[]): boolean {
  const [element] = elements;
  if (element === undefined) return false;
  const field = isTag(element, 'label') ? labelledField(element) : element;
  return isTag(field, 'input') && attribute(field, 'type')?.toLowerCase() === 'file';
}
