import { oneLine } from '../dom/clean-text.ts';
import {
  attribute,
  body,
  childNodes,
  closest,
  comparePosition,
  contains,
  documentTitle,
  formOf,
  isElement,
  isTag,
  isText,
  labelsOf,
  matches,
  parentNode,
  queryAll,
  rootElement,
  shownText,
  tagOf,
  textContentOf,
} from '../dom/dom.ts';

/** A place with less text is extended to its parent. */
const MIN_PLACE_CHARS = 60;
const MAX_CHOSEN = 10;
const MAX_FILLED_CHARS = 60;
/** Of a long place, so much text on both sides of the control. */
const NEAR_CHARS = 250;
const MAX_WISHES = 3;
const MAX_WISH_CHARS = 160;
const MAX_SEARCHED_CHARS = 20_000;
const NOT_WORDS = /^(?:select|script|style|template|textarea)$/;
const PLACES = 'form, fieldset, tr, li, article, section, aside, [role="row"], [role="group"], [role="region"], [role="tabpanel"]';
const DIALOG = 'dialog, [role="dialog"], [role="alertdialog"]';
const HEADINGS = 'h1, h2, h3, h4, h5, h6, legend, caption, [role="heading"]';
/** A page that asks its reader to do something. */
const WISH =
  /\b(?:please|pls|assistant|agent|ai|bot|also|must|should|need to|note (?:for|to)|remember to|make sure|be sure|afterwards|bitte|auch|merci de|por favor)\b/i;
const FIELDS =
  'input:not([type]), input[type="text"], input[type="number"], input[type="email"], input[type="search"], input[type="date"], input[type="url"], input[type="tel"], textarea';

/**
 * Describes the nearest labelled part of the page around an element: its dialog, form or section with its title, what is chosen and filled
 * in there, and the text near the element. `asked on the page`: sentences anywhere on the page that name what the element does as a wish.
 */
export function readSurroundings(elements: Element[], maxChars: number): string {
  const [element] = elements;
  if (element === undefined) return '';
  const place = placeOf(element);
  const chosen = queryAll(place, 'select')
    .filter((list) => isTag(list, 'select'))
    .map((list) => [...list.selectedOptions].map((option) => oneLine(option.label)).join(', '));
  const ticked = queryAll(place, 'input:checked').map(tickedAs);
  const parts = {
    title: oneLine(documentTitle()),
    heading: headingOf(element, place),
    kind: tagOf(place),
    chosen: kept(chosen),
    ticked: kept(ticked),
    'filled in': kept(queryAll(place, FIELDS).map(filledIn)),
    'asked on the page': wishesFor(element),
    says: textNear(element, place),
  };
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}: ${text}`)
    .join('\n')
    .slice(0, maxChars);
}

function placeOf(element: Element): Element {
  const form = isTag(element, 'button') || isTag(element, 'input') ? formOf(element) : null;
  let place: Element = closest(element, DIALOG) ?? form ?? closest(element, PLACES) ?? element;
  // A form that consists only of buttons belongs to the text above it.
  while (textOf(place).length < MIN_PLACE_CHARS && place !== body()) {
    const parent = parentNode(place);
    if (!isElement(parent)) break;
    place = parent;
  }
  return place === rootElement() ? (body() ?? place) : place;
}

/** The name of the place, or the last heading in front of the element that is not in its text anyway. */
function headingOf(element: Element, place: Element): string {
  const named = attribute(place, 'aria-label');
  if (named !== null && named !== '') return oneLine(named).slice(0, MAX_WISH_CHARS);
  if (matches(place, DIALOG)) return '';
  const isBefore = (one: Element) => (comparePosition(element, one) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  const before = queryAll(document, HEADINGS).filter((one) => isBefore(one) && closest(one, DIALOG) === closest(element, DIALOG));
  const last = before.at(-1);
  return last === undefined || contains(place, last) ? '' : textOf(last).slice(0, MAX_WISH_CHARS);
}

/** Empty for a field that is empty. Passwords are not among the fields. */
function labelOf(field: Element): string {
  return textOf(labelsOf(field)[0]) || oneLine(attribute(field, 'aria-label') ?? attribute(field, 'name') ?? '');
}

/** A box without a label, such as one in a row under "Delete?", has the name and value that it sends. */
function tickedAs(box: Element): string {
  if (textOf(labelsOf(box)[0]) !== '') return labelOf(box);
  return [labelOf(box), oneLine(attribute(box, 'value') ?? '')].filter((part) => part !== '').join(' = ');
}

function filledIn(field: Element): string {
  if (!isTag(field, 'input') && !isTag(field, 'textarea')) return '';
  const value = oneLine(field.value).slice(0, MAX_FILLED_CHARS);
  const label = labelOf(field);
  return value === '' ? '' : `${label} = ${value}`;
}

/** The text of the place; of a long one, what is near the element. */
function textNear(element: Element, place: Element): string {
  const text = oneLine(wordsOf(place));
  const at = oneLine(wordsBefore(element, place)).length;
  return text.length <= 2 * NEAR_CHARS ? text : text.slice(Math.max(0, at - NEAR_CHARS), at + NEAR_CHARS);
}

/** Sentences that ask for what the element's name says. They are page text: anyone may have written them. */
function wishesFor(element: Element): string {
  const name = oneLine(shownText(element)) || oneLine(attribute(element, 'value') ?? attribute(element, 'aria-label') ?? '');
  const words = name.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const page = body();
  if (words.length === 0 || page === null) return '';
  const sentences = shownText(page)
    .slice(0, MAX_SEARCHED_CHARS)
    .split(/(?<=[.!?])\s|\n/)
    .map(oneLine);
  const wishes = sentences.filter((sentence) => {
    const low = sentence.toLowerCase();
    return WISH.test(sentence) && words.some((word) => low.includes(word.slice(0, 5)));
  });
  return kept(wishes.slice(0, MAX_WISHES).map((wish) => `"${wish.slice(0, MAX_WISH_CHARS)}"`));
}

const textOf = (element: Element | undefined): string => oneLine((element && textContentOf(element)) ?? '');

const kept = (texts: string[]): string => [...new Set(texts.filter((text) => text !== ''))].slice(0, MAX_CHOSEN).join('; ');

/** All text except options, scripts, styles and templates. */
function wordsOf(node: Node): string {
  if (isText(node)) return node.data;
  if (isElement(node) && NOT_WORDS.test(tagOf(node))) return '';
  return [...childNodes(node)].map(wordsOf).join('');
}

/** The part of it in front of an element. */
function wordsBefore(element: Element, place: Node): string {
  const parts: string[] = [];
  for (const child of childNodes(place)) {
    if (child === element) break;
    if (contains(child, element)) return parts.join('') + wordsBefore(element, child);
    parts.push(wordsOf(child));
  }
  return parts.join('');
}
