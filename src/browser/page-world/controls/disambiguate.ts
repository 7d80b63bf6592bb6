import { oneLine } from '../dom/clean-text.ts';
import { attribute, childNodes, closest, drawnParent, isDrawnInside, isElement, isText, parentNode, queryAll, tagOf } from '../dom/dom.ts';
import type { Made, Walk } from '../walk/walk-types.ts';
import { isRelated } from './names.ts';

const WORDS_LENGTH = 40;
const PART_LENGTH = 60;
const MOST_TWINS = 200;
const TITLES = 'h1, h2, h3, h4, h5, h6, legend, summary, caption, strong, b, dt';
const IS_TITLE = /^(?:h[1-6]|legend|summary|dt|caption|label|strong)$/;

/** Elements with the same role and name get the words of the part of the page that holds only one of them. */
export function tellApart(made: Made[], walk: Walk): void {
  const alike = new Map<string, Made[]>();
  for (const one of made) {
    if (one.control.name === '') continue;
    const key = `${one.control.role}|${one.control.name}`;
    const group = alike.get(key);
    if (group) group.push(one);
    else alike.set(key, [one]);
  }
  for (const twins of alike.values()) {
    if (twins.length < 2 || twins.length > MOST_TWINS) continue;
    const targets = new Set(twins.map(({ element }) => attribute(element, 'href') ?? element));
    if (targets.size === 1) continue;
    const elements = twins.map((twin) => twin.element);
    for (const { element, control } of twins) {
      if (isSaidBeside(element, control.name, walk)) continue;
      const words = titleOf(element, control.name) || partWords(element, elements, control.name, walk);
      if (words !== '') control.of = words;
    }
  }
}

/** Rows, list entries and running text show on the element's own line what it belongs to. */
function isSaidBeside(element: Element, name: string, walk: Walk): boolean {
  if (closest(element, 'tr, [role=row]')) return true;
  const entry = closest(element, 'li, [role=listitem]');
  if (entry && !isRelated(walk.view.text(entry, PART_LENGTH), name)) return true;
  const parent = drawnParent(element);
  return parent !== null && [...childNodes(parent)].some((node) => isText(node) && /[\p{L}\p{N}]/u.test(node.data));
}

function titleOf(element: Element, name: string): string {
  const title = oneLine(attribute(element, 'title') ?? '');
  return title !== '' && title.length <= PART_LENGTH && title !== name ? title : '';
}

function partWords(element: Element, twins: Element[], name: string, walk: Walk): string {
  let part = element;
  for (let at = drawnParent(element); at; at = drawnParent(at)) {
    const holder = at;
    if (twins.some((twin) => twin !== element && isDrawnInside(twin, holder))) break;
    part = holder;
  }
  const cut = (text: string) => (/[\p{L}\p{N}]/u.test(text) && text !== name ? text.slice(0, WORDS_LENGTH).trim() : '');
  const inside = part === element ? undefined : queryAll(part, TITLES)[0];
  const titled = inside ? cut(walk.view.text(inside, PART_LENGTH)) : '';
  if (titled !== '') return titled;
  const before = titleBefore(part);
  const above = before ? cut(walk.view.text(before, PART_LENGTH)) : '';
  if (above !== '') return above;
  const text = walk.view.text(part, PART_LENGTH + 40);
  return text.length <= PART_LENGTH ? cut(oneLine(text.replace(name, ' '))) : '';
}

/** The heading that stands in front of a part without one of its own. */
function titleBefore(part: Element): Element | undefined {
  const parent = parentNode(part);
  if (!parent) return undefined;
  let title: Element | undefined;
  for (const node of childNodes(parent)) {
    if (node === part) return title;
    if (isElement(node)) title = IS_TITLE.test(tagOf(node)) ? node : title;
  }
  return undefined;
}
