import { harmlessPhrases } from './click-phrases.ts';
import { DESTRUCTIVE_HREF_WORDS, RISKY_HREF_WORDS } from './click-words.ts';
import { foldLabel, labelWords } from './fold-label.ts';

/** `look`: an address that is only read; `act`: it names a destructive act; `risky`: it may change something; `none`: not a real address. */
export type HrefVerdict = 'look' | 'risky' | 'act' | 'none';

const ACTS = new Set(DESTRUCTIVE_HREF_WORDS);
const RISKY = new Set(RISKY_HREF_WORDS);
const VERB_KEYS = new Set(['action', 'do', 'cmd', 'command', 'op', 'operation', 'method', 'task', 'mode', 'event']);

/** Judges a link by its address alone. Never throws. */
export function judgeHref(href: string): HrefVerdict {
  const text = href.trim();
  if (text === '' || text === '#') return 'none';
  const url = URL.parse(text, 'http://page.invalid/');
  if (url === null) return 'risky';
  if (url.protocol === 'javascript:') return wordsOf(url.pathname).some((word) => word !== 'void' && ACTS.has(word)) ? 'act' : 'none';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'risky';
  const route = url.hash.startsWith('#/') || url.hash.startsWith('#!') ? url.hash.slice(1) : '';
  const segments = `${url.pathname}/${route}`.split(/[/?&=]/);
  for (const [key, value] of url.searchParams) if (VERB_KEYS.has(key.toLowerCase().replace(/^_+/, ''))) segments.push(value);
  for (const key of url.searchParams.keys()) segments.push(key);
  const verdicts = segments.map(judgeSegment);
  if (verdicts.includes('act')) return 'act';
  if (verdicts.includes('risky')) return 'risky';
  return text.startsWith('#') && route === '' ? 'none' : 'look';
}

/** An act is named by the first word of a short segment: `delete`, `delete_order`, `deleteOrder`; not `how-to-delete-a-file`. */
function judgeSegment(segment: string): HrefVerdict {
  const words = wordsOf(segment);
  const first = words[0];
  if (first === undefined || words.length > 3 || harmlessPhrases.lengthAt(words, 0) > 0) return 'look';
  if (ACTS.has(first)) return 'act';
  return RISKY.has(first) ? 'risky' : 'look';
}

function wordsOf(text: string): string[] {
  return labelWords(foldLabel(decoded(text).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')));
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
