import { oneLine } from '../dom/clean-text.ts';
import { attribute, childNodes, closest, drawnParent, isDrawnInside, isElement, isText, parentNode, queryAll, tagOf } from '../dom/dom.ts';
import type { MadeControl, Walk } from '../walk/walk-types.ts';
import { isRelated } from './names.ts';

const MAX_WORDS_CHARS = 40;
const MAX_PART_CHARS = 60;
const MAX_GROUP_SIZE = 200;
const TITLES = 'h1, h2, h3, h4, h5, h6, legend, summary, caption, strong, b, dt';
const IS_TITLE = /^(?:h[1-6]|legend|summary|dt|caption|label|strong)$/;

/** Gives elements of the same role and name the text of the part of the page that contains only one of them. */
export function disambiguate(made: MadeControl[], walk: Walk): void {
  const groups = new Map<string, MadeControl[]>();
  for (const one of made) {
    if (one.control.name === '') continue;
    const key = `${one.control.role}|${one.control.name}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  for (const group of groups.values()) {
    if (group.length < 2 || group.length > MAX_GROUP_SIZE) continue;
    const targets = new Set(group.map(({ element }) => attribute(element, 'href') ?? element));
    if (targets.size === 1) continue;
    const elements = group.map((one) => one.element);
    for (const { element, control } of group) {
      if (isNamedBeside(element, control.name, walk)) continue;
      const words = titleOf(element, control.name) || partWords(element, elements, control.name, walk);
      if (words !== '') control.of = words;
    }
  }
}

/** Rows, list entries and running text already show on the line what the element belongs to. */
function isNamedBeside(element: Element, name: string, walk: Walk): boolean {
  if (closest(element, 'tr, [role=row]')) return true;
  const entry = closest(element, 'li, [role=listitem]');
  if (entry && !isRelated(walk.view.text(entry, MAX_PART_CHARS), name)) return true;
  const parent = drawnParent(element);
  return parent !== null && [...childNodes(parent)].some((node) => isText(node) && /[\p{L}\p{N}]/u.test(node.data));
}

function titleOf(element: Element, name: string): string {
  const title = oneLine(attribute(element, 'title') ?? '');
  return title !== '' && title.length <= MAX_PART_CHARS && title !== name ? title : '';
}

function partWords(element: Element, others: Element[], name: string, walk: Walk): string {
  let part = element;
  for (let at = drawnParent(element); at; at = drawnParent(at)) {
    const holder = at;
    if (others.some((other) => other !== element && isDrawnInside(other, holder))) break;
    part = holder;
  }
  const cut = (text: string) => (/[\p{L}\p{N}]/u.test(text) && text !== name ? text.slice(0, MAX_WORDS_CHARS).trim() : '');
  const inside = part === element ? undefined : queryAll(part, TITLES)[0];
  const titled = inside ? cut(walk.view.text(inside, MAX_PART_CHARS)) : '';
  if (titled !== '') return titled;
  const before = titleBefore(part);
  const above = before ? cut(walk.view.text(before, MAX_PART_CHARS)) : '';
  if (above !== '') return above;
  const text = walk.view.text(part, MAX_PART_CHARS + 40);
  return text.length <= MAX_PART_CHARS ? cut(oneLine(text.replace(name, ' '))) : '';
}

/** The closest heading before a part that contains none. */
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
