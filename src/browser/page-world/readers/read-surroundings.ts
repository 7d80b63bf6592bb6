import { oneLine } from '../dom/clean-text.ts';
import {
  body,
  childNodes,
  closest,
  documentTitle,
  formOf,
  isElement,
  isTag,
  isText,
  labelsOf,
  parentNode,
  queryAll,
  rootElement,
  tagOf,
  textContentOf,
} from '../dom/dom.ts';

/** A place with less text is extended to its parent. */
const MIN_PLACE_CHARS = 60;
const MAX_CHOSEN = 10;
const NOT_WORDS = /^(?:select|script|style|template)$/;

/** Describes the dialog, form or section around an element: its title, its text and the options chosen in it. */
export function readSurroundings(elements: Element[], maxChars: number): string {
  const [element] = elements;
  if (element === undefined) return '';
  const place = placeOf(element);
  const chosen = queryAll(place, 'select')
    .filter((list) => isTag(list, 'select'))
    .map((list) => [...list.selectedOptions].map((option) => oneLine(option.label)).join(', '));
  const ticked = queryAll(place, 'input:checked').map((box) => textOf(labelsOf(box)[0]));
  const parts = {
    title: oneLine(documentTitle()),
    kind: tagOf(place),
    chosen: kept(chosen),
    ticked: kept(ticked),
    says: oneLine(wordsOf(place)),
  };
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}: ${text}`)
    .join('\n')
    .slice(0, maxChars);
}

function placeOf(element: Element): Element {
  const form = isTag(element, 'button') || isTag(element, 'input') ? formOf(element) : null;
  let place: Element =
    closest(element, 'dialog, [role="dialog"], [role="alertdialog"]') ??
    form ??
    closest(element, 'form, fieldset, tr, li, article, section, [role="row"], [role="group"], [role="region"]') ??
    body() ??
    rootElement();
  // A form that consists only of buttons belongs to the text above it.
  while (textOf(place).length < MIN_PLACE_CHARS && place !== body()) {
    const parent = parentNode(place);
    if (!isElement(parent)) break;
    place = parent;
  }
  return place;
}

const textOf = (element: Element | undefined): string => oneLine((element && textContentOf(element)) ?? '');

const kept = (texts: string[]): string => [...new Set(texts.filter((text) => text !== ''))].slice(0, MAX_CHOSEN).join('; ');

/** All text except options, scripts, styles and templates. */
function wordsOf(node: Node): string {
  if (isText(node)) return node.data;
  if (isElement(node) && NOT_WORDS.test(tagOf(node))) return '';
  return [...childNodes(node)].map(wordsOf).join('');
}
