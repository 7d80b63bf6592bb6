import { attribute, isTag, labelledField, tagOf } from '../../dom/dom.ts';

/** What the first element is for an upload. */
export type FileTarget = { readonly kind: 'field' | 'folder_field' } | { readonly kind: 'other'; readonly tag: string };

/** A file field may be meant by its label. */
export function fileTarget(elements: Element[]): FileTarget | undefined {
  const [element] = elements;
  if (element === undefined) return undefined;
  const field = isTag(element, 'label') ? labelledField(element) : element;
  const isField = isTag(field, 'input') && attribute(field, 'type')?.toLowerCase() === 'file';
  if (!isField) return { kind: 'other', tag: tagOf(element) };
  return { kind: attribute(field, 'webkitdirectory') === null ? 'field' : 'folder_field' };
}
