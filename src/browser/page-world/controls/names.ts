import { cutText, oneLine } from '../dom/clean-text.ts';
import { parseColor } from '../dom/color.ts';
import { attribute, byId, isTag, labelsOf, queryAll, shownText, tagOf, textContentOf } from '../dom/dom.ts';
import type { Surface } from '../sight/surface.ts';
import type { View } from '../sight/view.ts';
import { drawsReadably } from '../sight/visible-text.ts';
import { isField } from './roles.ts';

const MAX_NAME_CHARS = 100;
const MAX_ACCESSIBLE_CHARS = 200;
/** Hidden text may name an icon, but a long one may be an injection. */
const MAX_CONCEALED_CHARS = 60;

export interface Name {
  name: string;
  /** The accessible name, where it disagrees. */
  mismatch?: string;
}

/** The name that a person reads on or beside a control, and the one in its markup where they disagree. */
export function nameOf(element: Element, role: string, view: View): Name {
  const field = isField(role);
  const drawn = field ? fieldLabel(element, role, view) : drawnText(element, view);
  const claimed = claimedName(element, view);
  if (/[\p{L}\p{N}]/u.test(drawn)) {
    if (claimed === '' || isRelated(drawn, claimed)) {
      const longer = claimed.length > drawn.length && claimed.length <= MAX_NAME_CHARS ? claimed : drawn;
      return { name: cutText(longer, MAX_NAME_CHARS) };
    }
    return { name: cutText(drawn, MAX_NAME_CHARS), mismatch: cutText(claimed, MAX_NAME_CHARS) };
  }
  if (claimed !== '') return { name: cutText(claimed, MAX_NAME_CHARS) };
  const concealed = field ? '' : view.concealedText(element);
  if (concealed !== '' && concealed.length <= MAX_CONCEALED_CHARS) return { name: concealed };
  const rest = oneLine(attribute(element, 'title') ?? '') || (field ? '' : pictureTitle(element)) || drawn;
  return { name: cutText(rest, MAX_NAME_CHARS) };
}

/**
 * The accessible name, at most 200 characters: from the markup alone, including hidden text that an observation leaves
 * out. Guards judge it together with the visible name.
 */
export function accessibleName(element: Element): string {
  const first = (...texts: (string | null | undefined)[]): string =>
    texts
      .map((text) => oneLine(text ?? ''))
      .find((text) => text !== '')
      ?.slice(0, MAX_ACCESSIBLE_CHARS) ?? '';
  const ids = attribute(element, 'aria-labelledby')?.trim().split(/\s+/) ?? [];
  const referenced = ids.map((id) => byId(element, id)).map((part) => (part === null ? '' : textContentOf(part)));
  const named = first(referenced.join(' '), attribute(element, 'aria-label'));
  if (named !== '') return named;
  if (isTag(element, 'input') && /^(?:button|submit|reset)$/.test(element.type)) return first(buttonValue(element));
  const pictures = queryAll(element, 'img[alt], svg title, [aria-label]');
  const pictured = pictures.map((one) => attribute(one, 'aria-label') ?? attribute(one, 'alt') ?? textContentOf(one));
  return first(
    labelsOf(element).map(textContentOf).join(' '),
    shownText(element),
    attribute(element, 'alt'),
    pictured.join(' '),
    attribute(element, 'title'),
    attribute(element, 'placeholder'),
  );
}

/** The text that an input draws as a button, including the browser's default. */
function buttonValue(input: HTMLInputElement): string {
  return input.value || (input.type === 'submit' ? 'Submit' : input.type === 'reset' ? 'Reset' : '');
}

function claimedName(element: Element, view: View): string {
  const ids = attribute(element, 'aria-labelledby')?.trim().split(/\s+/) ?? [];
  const parts = ids.map((id) => byId(element, id)).filter((part) => part !== null && part !== element);
  const named = oneLine(
    parts.map((part) => view.text(part as Element) || view.concealedText(part as Element, MAX_CONCEALED_CHARS)).join(' '),
  );
  return named || oneLine(attribute(element, 'aria-label') ?? '');
}

function fieldLabel(element: Element, role: string, view: View): string {
  const texts = labelsOf(element).map((label) => view.text(label));
  const label = oneLine(texts.join(' '));
  if (label !== '') return label;
  return /^(?:checkbox|radio|switch)$/.test(role) && tagOf(element) !== 'input' ? view.text(element) : '';
}

function drawnText(element: Element, view: View): string {
  if (isTag(element, 'input')) return oneLine(element.type === 'image' ? (attribute(element, 'alt') ?? '') : buttonValue(element));
  const text = view.text(element);
  return oneLine(`${generated(element, '::before', view)}${text}${generated(element, '::after', view)}`) || text;
}

/** Text that a style sheet adds to a control, without the private-use characters of icon fonts. */
function generated(element: Element, pseudo: string, view: View): string {
  const style = getComputedStyle(element, pseudo);
  const content = /^"((?:[^"\\]|\\.)*)"/.exec(style.content)?.[1];
  if (!content || style.display === 'none' || Number(style.opacity) < 0.1 || style.position === 'absolute') return '';
  const surface = view.surface(element);
  if (!surface || !drawsReadably(style, onBackground(surface, style))) return '';
  const words = content.replace(/\p{Co}/gu, '');
  return /[\p{L}\p{N}]{2}/u.test(words) ? `${words} ` : '';
}

/** A pseudo-element with a background draws its letters on that. */
function onBackground(surface: Surface, style: CSSStyleDeclaration): Surface {
  const { rgb, alpha } = parseColor(style.backgroundColor);
  if (style.backgroundImage !== 'none') return { ...surface, behind: [] };
  return alpha < 0.5 ? surface : { ...surface, behind: [surface.shown(rgb)] };
}

/** The title or label of the icon in it. */
function pictureTitle(element: Element): string {
  const [titled] = queryAll(element, 'svg > title, [aria-label], [title]');
  if (!titled) return '';
  const said = attribute(titled, 'aria-label') ?? attribute(titled, 'title') ?? textContentOf(titled) ?? '';
  return oneLine(said).slice(0, MAX_CONCEALED_CHARS);
}

const words = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether one contains the other. */
export function isRelated(one: string, other: string): boolean {
  const a = words(one);
  const b = words(other);
  if (a === '' || b === '') return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (` ${long} `.includes(` ${short} `) || long.startsWith(short)) return true;
  // Scripts without spaces between words.
  return /[^\p{Script=Latin}\p{Script=Common}]/u.test(short) && long.includes(short);
}
