import { attribute, matches, queryAll, readyState, shownText } from '../../dom/dom.ts';
import { isOperable } from '../../sight/operable.ts';

/** What shows that a page is at work. Status lines also say that it is done, so their words count. */
const BUSY =
  '[aria-busy="true"], progress, [role="progressbar"], [role="status"], [class*="loading" i], [class*="loader" i], [class*="spinner" i], [class*="skeleton" i]';
const STATUS = '[role="status"]';
const NAMES = /(^|[\s_-])(is-?)?(loading|loader|spinner|skeleton)/i;
const WORDS = /load|wait|lade|lädt|warte|charge|patient|cargan|espera|caric|attend|…$|\.\.\.$/i;

/** Whether the document is still being read (images and frames may never end), or shows that the application is at work. */
export function isBusy(): boolean {
  return readyState() === 'loading' || queryAll(document, BUSY).some((element) => isOperable(element) && showsWork(element));
}

function showsWork(element: Element): boolean {
  if (NAMES.test(attribute(element, 'class') ?? '')) return true;
  if (matches(element, STATUS)) return WORDS.test(shownText(element).trim());
  return matches(element, '[aria-busy="true"], progress, [role="progressbar"]');
}
