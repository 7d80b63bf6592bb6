import { destructivePhrases } from './click-phrases.ts';
import { DESTRUCTIVE_HREF_WORDS, HREF_NOUNS } from './click-words.ts';
import { wordsOf } from './judge-href.ts';

const ACTS = new Set([...DESTRUCTIVE_HREF_WORDS, ...HREF_NOUNS]);
/** Names in a script that say nothing about what it does. */
const PLUMBING = /^(?:return|this|event|window|document|void|new|function|const|let|var|if|click|preventDefault|stopPropagation)$/;
/** Removes something from the page or from the browser alone: `this.parentNode.remove()` closes a layer. */
const REMOVES_FROM_PAGE = new RegExp(
  [
    String.raw`\bclassList\s*\.\s*remove\b`,
    String.raw`\bremove(?:Child|Attribute|AttributeNS|Attr|Class|Property|EventListener)\b`,
    String.raw`\b(?:local|session)Storage\s*\.\s*(?:removeItem|clear)\b`,
    String.raw`\b(?:this|frameElement|target|currentTarget|parentNode|parentElement|(?:next|previous)ElementSibling)\s*\.\s*remove\s*\(\s*\)`,
    String.raw`(?:\b(?:parents?|closest|getElementById|querySelector|jQuery)|\$)\s*\([^()]*\)\s*\.\s*remove\s*\(\s*\)`,
    String.raw`\$(?:el|root|refs\s*\.\s*\w+)\s*\.\s*remove\s*\(\s*\)`,
  ].join('|'),
  'g',
);
/** In the browser's own handlers, names are elements (`layer.remove()`); in a template of a framework, they are often records. */
const REMOVES_ELEMENT = /\.\s*remove\s*\(\s*\)/g;
/** Calls that only show something else … */
const SHOWS = new Set([
  'show',
  'hide',
  'expand',
  'collapse',
  'sort',
  'search',
  'filter',
  'next',
  'prev',
  'previous',
  'paginate',
  'goto',
  'view',
  'edit',
]);
/** … and calls that do so with a part of the screen: `toggleMenu`, but not `toggleActive` or `closeTicket`. */
const MAY_SHOW = new Set(['toggle', 'open', 'close', 'set', 'select', 'load', 'go', 'refresh', 'reset', 'clear']);
const PARTS = new Set(
  'menu modal dialog panel dropdown popup tab page sidebar drawer filter filters search sort sorting more details view fieldset checkbox checkboxes selection section row box columns options'.split(
    ' ',
  ),
);

/** Judges a call by its name: `destroyOrder(7)`, `order#destroy`, `sortBy('name')`. `by`: the attribute that holds it. Never throws. */
export function judgeCall(call: string, by: string): 'destructive' | 'unknown' | 'safe' {
  // What is in quotes is an argument: `open('#delete-dialog')` only opens something.
  const code = call.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''").replace(REMOVES_FROM_PAGE, ' ');
  const script = by.startsWith('on') ? code.replace(REMOVES_ELEMENT, ' ') : code;
  const names = (script.match(/[\p{L}_$][\p{L}\p{N}_$-]*/gu) ?? []).filter((name) => !PLUMBING.test(name));
  if (names.some((name) => ACTS.has(wordsOf(name)[0] ?? ''))) return 'destructive';
  const words = wordsOf(names[0] ?? '');
  if (destructivePhrases.lengthAt(words, 0) > 0) return 'destructive';
  const [first = '', second = ''] = words;
  return SHOWS.has(first) || (MAY_SHOW.has(first) && (second === '' || words.some((word) => PARTS.has(word)))) ? 'safe' : 'unknown';
}
