import { isLaidOut, isTag, queryAll, shownText } from '../../dom/dom.ts';

/**
 * The rendered text of an element, and of the drop-down lists in it only what is chosen: a browser counts all their options as text, also
 * while the list is closed.
 */
export function readText(element: Element): string {
  const text = shownText(element);
  let read = '';
  let from = 0;
  for (const list of queryAll(element, 'select')) {
    if (!isTag(list, 'select') || list.multiple || list.size > 1 || !isLaidOut(list)) continue;
    const options = shownText(list);
    const at = options === '' ? -1 : text.indexOf(options, from);
    if (at < 0) continue;
    read += text.slice(from, at) + [...list.selectedOptions].map((option) => option.label).join(', ');
    from = at + options.length;
  }
  return read + text.slice(from);
}
