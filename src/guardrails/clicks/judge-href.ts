import { harmlessPhrases } from './click-phrases.ts';
import { DESTRUCTIVE_HREF_WORDS, HREF_NOUNS, RISKY_AFTER_RECORD, RISKY_HREF_WORDS } from './click-words.ts';
import { foldLabel, labelWords } from './fold-label.ts';

/** `look`: an address that is only read; `act`: it names a destructive act; `risky`: it may change something; `none`: not a real address. */
export type HrefVerdict = 'look' | 'risky' | 'act' | 'none';

const ACTS = new Set(DESTRUCTIVE_HREF_WORDS);
const NOUNS = new Set(HREF_NOUNS);
const RISKY = new Set(RISKY_HREF_WORDS);
const RISKY_FOR_RECORDS = new Set(RISKY_AFTER_RECORD);
/** Keys whose value says what to do … */
const VERB_KEYS = new Set(['action', 'do', 'cmd', 'command', 'op', 'operation', 'method', 'act', 'verb']);
/** … and keys whose value may also be the name of something. */
const VAGUE_KEYS = new Set(['task', 'mode', 'event', 'type']);
const RANK: Readonly<Record<HrefVerdict, number>> = { none: 0, look: 1, risky: 2, act: 3 };

/**
 * Judges a link by its address alone. What it does is said by its last segment that names no record: `/orders/7/delete`,
 * `/delete/7`. A word in front of it is the name of something (`/refund/7/change`), and so is a noun that does not follow a record
 * (`/refund/`, `/projects/refund-desk`). Never throws.
 */
export function judgeHref(href: string): HrefVerdict {
  const text = href.trim();
  if (text === '' || text === '#') return 'none';
  const url = URL.parse(text, 'http://page.invalid/');
  if (url === null) return 'risky';
  if (url.protocol === 'javascript:') return wordsOf(url.pathname).some((word) => word !== 'void' && isAct(word)) ? 'act' : 'none';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'risky';
  const route = url.hash.startsWith('#/') || url.hash.startsWith('#!') ? url.hash.slice(1) : '';
  const [routePath = '', routeQuery = ''] = route.split('?', 2);
  const verdicts = [
    judgePath(url.pathname, url.searchParams),
    ...(route === '' ? [] : [judgePath(routePath, new URLSearchParams(routeQuery))]),
    ...[...url.searchParams, ...new URLSearchParams(routeQuery)].map(([key, value]) => judgeParameter(key, value)),
  ];
  const worst = verdicts.reduce((one, other) => (RANK[other] > RANK[one] ? other : one));
  return worst === 'look' && text.startsWith('#') && route === '' ? 'none' : worst;
}

/** A place in the page, such as `#details`. A bare `#` and a name that commands (`#delete`) belong to a script. */
export function isFragment(href: string): boolean {
  const text = href.trim();
  const [first = ''] = wordsOf(text);
  return text.length > 1 && text.startsWith('#') && !isAct(first) && !NOUNS.has(first) && !RISKY.has(first);
}

function judgePath(path: string, query: URLSearchParams): HrefVerdict {
  const segments = path.split('/').filter((segment) => segment !== '');
  let at = segments.length - 1;
  while (at >= 0 && namesRecord(segments[at]!)) at -= 1;
  const segment = segments[at];
  if (segment === undefined) return 'look';
  const isFollowed = at < segments.length - 1 || [...query].some(([key, value]) => /(^|_|-)ids?$/i.test(key) || namesRecord(value));
  return judgeSegment(segment, { isFollowed, isPreceded: at > 0 && namesRecord(segments[at - 1]!) });
}

/** An act is named by the first word of a short segment: `delete`, `delete_order`, `deleteOrder`; not `how-to-delete-a-file`. */
function judgeSegment(segment: string, { isFollowed, isPreceded }: { isFollowed: boolean; isPreceded: boolean }): HrefVerdict {
  const words = wordsOf(segment.replace(/\.\w{2,5}$/, ''));
  const first = words[0];
  if (first === undefined || words.length > 3 || harmlessPhrases.lengthAt(words, 0) > 0) return 'look';
  const isAlone = words.length === 1;
  if (NOUNS.has(first)) {
    if (isPreceded) return 'act';
    // `/refundOrder`, `/refund-order?id=7`; but `/refund/7` and `/refund-desk` name something.
    return !isAlone && (/\p{Ll}\p{Lu}/u.test(segment) || isFollowed) ? 'act' : 'look';
  }
  if (isAct(first))
    return isAlone || isPreceded || isFollowed || /\p{Ll}\p{Lu}|_/u.test(segment) || /^\d+$/.test(words[1]!) || FOR_MANY.has(words[1]!)
      ? 'act'
      : 'risky';
  if (RISKY.has(first)) return isAlone || isPreceded || isFollowed ? 'risky' : 'look';
  return isPreceded && RISKY_FOR_RECORDS.has(first) ? 'risky' : 'look';
}

function judgeParameter(key: string, value: string): HrefVerdict {
  const name = wordsOf(key).join('_');
  const [first = ''] = wordsOf(value);
  if (VERB_KEYS.has(name)) {
    if (isAct(first) || NOUNS.has(first)) return 'act';
    return RISKY.has(first) || RISKY_FOR_RECORDS.has(first) ? 'risky' : 'look';
  }
  if (VAGUE_KEYS.has(name)) return isAct(first) ? 'act' : RISKY.has(first) ? 'risky' : 'look';
  const [verb = '', ...rest] = wordsOf(key);
  if (rest.length > 1) return 'look';
  return isAct(verb) ? 'act' : RISKY.has(verb) ? 'risky' : 'look';
}

const FOR_MANY = new Set(['all', 'selected', 'everything', 'confirm', 'confirmation', 'account', 'me', 'multiple', 'bulk']);

const isAct = (word: string): boolean => ACTS.has(word);

/** A number, a code with digits (`R-5003`, a UUID) or the like: the name of a record, not an act. */
export function namesRecord(segment: string): boolean {
  const text = decoded(segment);
  return /^[\w.~:@-]*\d[\w.~:@-]*$/.test(text) && !/^v\d+$/i.test(text) && !isAct(wordsOf(text.replace(/\d+/g, ' '))[0] ?? '');
}

/** The words of a segment, a key or a call: `deleteOrder`, `delete_order`. */
export function wordsOf(text: string): string[] {
  return labelWords(
    foldLabel(
      decoded(text)
        .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
        .replaceAll('_', ' '),
    ),
  );
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // The percent escapes are not UTF-8: judged as written.
    return text;
  }
}

/** The words of an address, which in front of or in place of an act name things. */
export function nounsOf(href: string): ReadonlySet<string> {
  const url = URL.parse(href.trim(), 'http://page.invalid/');
  return new Set(url === null ? [] : `${url.pathname}/${url.hash}/${url.search}`.split(/[/?&=]/).flatMap(wordsOf));
}
