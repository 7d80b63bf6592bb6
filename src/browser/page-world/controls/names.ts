import { cutText, oneLine } from '../dom/clean-text.ts';
import { attribute, byId, isTag, labelsOf, queryAll, shownText, tagOf, textContentOf } from '../dom/dom.ts';
import type { View } from '../sight/view.ts';
import { isField } from './roles.ts';

const NAME_LENGTH = 100;
const ACCESSIBLE_LENGTH = 200;
/** Hidden text may name an icon, it may not tell stories. */
const CONCEALED_LENGTH = 60;

export interface Name {
  name: string;
  /** What assistive software would say, where that is something else. */
  mismatch?: string;
}

/** What a person reads on or beside a control, and what its markup claims. */
export function nameOf(element: Element, role: string, view: View): Name {
  const field = isField(role);
  const drawn = field ? fieldLabel(element, role, view) : drawnText(element, view);
  const claimed = claimedName(element, view);
  if (/[\p{L}\p{N}]/u.test(drawn)) {
    if (claimed === '' || isRelated(drawn, claimed)) {
      const longer = claimed.length > drawn.length && claimed.length <= NAME_LENGTH ? claimed : drawn;
      return { name: cutText(longer, NAME_LENGTH) };
    }
    return { name: cutText(drawn, NAME_LENGTH), mismatch: cutText(claimed, NAME_LENGTH) };
  }
  if (claimed !== '') return { name: cutText(claimed, NAME_LENGTH) };
  const concealed = field ? '' : view.concealedText(element);
  if (concealed !== '' && concealed.length <= CONCEALED_LENGTH) return { name: concealed };
  const rest = oneLine(attribute(element, 'title') ?? '') || (field ? '' : pictureTitle(element)) || drawn;
  return { name: cutText(rest, NAME_LENGTH) };
}

/**
 * What assistive software would say of an element, at most 200 characters: by the markup alone, unseen words included, which an observation
 * does not tell an agent. A guard judges it beside what is drawn.
 */
export function accessibleName(element: Element): string {
  const first = (...texts: (string | null | undefined)[]): string =>
    texts
      .map((text) => oneLine(text ?? ''))
      .find((text) => text !== '')
      ?.slice(0, ACCESSIBLE_LENGTH) ?? '';
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

/** What an input draws as a button, without a value of its own as well. */
function buttonValue(input: HTMLInputElement): string {
  return input.value || (input.type === 'submit' ? 'Submit' : input.type === 'reset' ? 'Reset' : '');
}

function claimedName(element: Element, view: View): string {
  const ids = attribute(element, 'aria-labelledby')?.trim().split(/\s+/) ?? [];
  const parts = ids.map((id) => byId(element, id)).filter((part) => part !== null && part !== element);
  const named = oneLine(parts.map((part) => view.text(part as Element) || view.concealedText(part as Element, CONCEALED_LENGTH)).join(' '));
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
  return oneLine(`${generated(element, '::before')}${text}${generated(element, '::after')}`) || text;
}

/** Words that a style sheet writes on a control. Icon fonts use private characters, which are left out. */
function generated(element: Element, pseudo: string): string {
  const style = getComputedStyle(element, pseudo);
  const content = /^"((?:[^"\\]|\\.)*)"/.exec(style.content)?.[1];
  if (!content || style.display === 'none' || Number(style.opacity) < 0.1 || style.position === 'absolute') return '';
  const words = content.replace(/\p{Co}/gu, '');
  return /[\p{L}\p{N}]{2}/u.test(words) ? `${words} ` : '';
}

/** The tip or label of the icon in it. */
function pictureTitle(element: Element): string {
  const [titled] = queryAll(element, 'svg > title, [aria-label], [title]');
  if (!titled) return '';
  const said = attribute(titled, 'aria-label') ?? attribute(titled, 'title') ?? textContentOf(titled) ?? '';
  return oneLine(said).slice(0, CONCEALED_LENGTH);
}

const words = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** One of them says what the other says, perhaps at greater length. */
export function isRelated(one: string, other: string): boolean {
  const a = words(one);
  const b = words(other);
  if (a === '' || b === '') return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (` ${long} `.includes(` ${short} `) || long.startsWith(short)) return true;
  // Scripts without spaces between words.
  return /[^\p{Script=Latin}\p{Script=Common}]/u.test(short) && long.includes(short);
}
