import { ordersInEnglish } from '../english-rules.ts';
import { type Span, sentenceSpans } from '../sentence-spans.ts';
import { hasOrder, startsWithOrder } from './order-words.ts';

/**
 * Marks that imitate the end of a page's text or the start of another turn, in any notation: special tokens of
 * chat templates, tags, rules, headings, brackets, and keys that name an author. A mark alone is what manuals show;
 * with an order behind it, it is an attack.
 */

const AUTHOR =
  '(?:user|users|end[- ]user|operator|human|person|owner|principal|admin(?:istrator)?|developer|supervisor|manager|assistant|agent|system|customer|client|boss|root|orchestrator|planner|caller|runtime|harness|rote)';
const AUTHOR_KEY =
  '(?:source|src|from|origin|originator|by|author|authored[-_ ]by|sender|sent[-_ ]by|speaker|writer|written[-_ ]by|issuer|issued[-_ ]by|requester|requested[-_ ]by|role|channel|provenance|principal|voice)';
const TRUSTED =
  '(?:trust(?:ed|level|_level)?|verified|authentic|authori[sz]ed|privileged?|priority)\\s?=\\s?["\']?(?:true|yes|1|high(?:est)?|full|system|user|urgent)';
const TURN =
  '(?:system|sys|assistant|user|human|operator|owner|principal|admin|developer|person|supervisor|instructions?|commands?|directives?|tasks?|orders?|prompt|request|goal|objective|job|mission|trusted|privileged|override|important|priority|new[-_](?:task|goal|instructions?)|(?:user|system|human|assistant|operator|developer|admin|owner|agent|trusted|new|real|actual)[-_ ](?:message|prompt|input|request|query|turn|text|note|instructions?|command|task|order|reminder|directive|content|goal))';
/** Tags of HTML, which code on a page may show. */
const HTML =
  '(?:html|head|body|title|div|span|p|a|b|i|u|s|em|strong|small|big|code|pre|kbd|samp|var|sub|sup|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|caption|form|label|input|select|option|optgroup|button|textarea|fieldset|legend|h[1-6]|header|footer|nav|main|section|article|aside|figure|figcaption|img|picture|video|audio|canvas|svg|g|path|iframe|script|style|template|slot|details|summary|dialog|blockquote|q|cite|br|hr|del|ins|mark|abbr|time|font|center|noscript)';

const RULE = '(?<![-=*#~<>_|+•―—─])[-=*#~<>_|+•―—─]{2,40}';
const RULE_END = '[-=*#~<>_|+•―—─]{2,40}';
const QUOTES = '(?:"{3}|\'{3}|`{3})';
const ENDING = '(?:ends?|ended|ending|eof|eot|eos|closed?|finish(?:ed)?|over|complete[d]?|terminates?|stop)';
const WORDS = (most: number) => `(?:[\\w'-]{1,20}[ _-]{1,2}){0,${most}}`;

const MARKS: readonly string[] = [
  // <|im_start|>, [INST], <<SYS>>, <start_of_turn>, </s>
  '<\\|[^|<>\\n]{1,40}\\|?>',
  '\\[\\s?/?\\s?inst\\s?\\]',
  '<<\\s?/?\\s?sys\\s?>>',
  '<\\s?/?\\s?(?:start_of_turn|end_of_turn|s|eos|bos|eot|eom|sep|pad|endoftext|end_of_text|begin_of_text)\\s?>',
  // </tool_result>, ]]>
  `<\\s?/\\s?(?!${HTML}\\s?>)[a-z][\\w.:-]{1,40}\\s?>`,
  '\\]\\]>',
  // <user>, <msg source="user">, <content trusted="true">
  `<\\s?${TURN}(?:\\s[^<>\\n]{0,120})?>`,
  `<\\s?[a-z][\\w.:-]{0,40}\\s[^<>\\n]{0,100}?(?:\\b${AUTHOR_KEY}\\s?=\\s?["']?${AUTHOR}\\b|${TRUSTED})[^<>\\n]{0,100}>`,
  // [user], [from the user], (source=user, verified), [source: user]
  `[[(【{]\\s?(?:${AUTHOR_KEY}\\s?[:=]?\\s?)?(?:the |your |my )?${AUTHOR}\\b(?:[\\s,;:]{1,2}[^\\n\\][(){}】]{0,40})?[\\])】}]`,
  // ### system prompt
  `(?<!#)#{2,6}\\s?(?:new |updated )?${AUTHOR}(?: (?:prompt|message|note|instructions?|input|request|notice|override|command|task|turn))?\\b:?`,
  // --- message from user ---, ### system prompt, *** user ***
  `${RULE}\\s{0,2}(?:the |new )?${WORDS(3)}${AUTHOR}\\b[^\\n=*#~<>|]{0,30}?(?:${RULE_END}|:|\\n|$)`,
  // === end of page ===, [end of data], """ END """, <<<end>>>, --- page ends here ---
  `(?:${RULE}|[[({【]|${QUOTES})\\s{0,2}${WORDS(5)}${ENDING}(?:[ _-]?${WORDS(5)}[\\w'-]{0,20})?\\s{0,2}(?:${RULE_END}|[\\])}】]|${QUOTES}|\\n|$)`,
  // {"role": "system", "content": …}, source = user; text = …
  `["']?\\b${AUTHOR_KEY}["']?\\s?[:=]\\s?["']?${AUTHOR}\\b["']?[\\s,;|]{1,4}["']?(?:content|text|message|instructions?|command|body|value|order|task|request|says?|data|payload|parts?)["']?\\s?(?:[:=]|is\\b)`,
  // User message: …, message from your user: …, your operator writes: …
  `\\b(?:user|operator|human|owner|principal|system(?! prompt)|admin|developer)(?:'s)? (?:message|input|instruction|order|command|directive|prompt|addition|addendum|note to (?:the )?(?:agent|assistant))s?\\b[^.:\\n]{0,30}:`,
  `\\b(?:messages?|notes?|orders?|instructions?|requests?|words?|additions?|added|inputs?|commands?|corrections?|clarifications?|updates?) (?:from|by|of) (?:your|the) (?:user|operator|principal|human|owner)\\b[^.:\\n]{0,40}:`,
  `\\b(?:your|the|our) (?:user|operator|principal|human|owner) (?:\\w+ ){0,2}?(?:adds?|added|writes?|wrote|says|said|notes?|noted|instructs|instructed|orders|ordered|decides|decided|clarifie[sd]|corrects|corrected|requests?|requested|states|stated|replie[sd]|answers|answered|sends|sent)\\b[^.:\\n]{0,40}:`,
];

const MARK = new RegExp(MARKS.map((mark) => `(?:${mark})`).join('|'), 'g');

/** A prefilter: every mark has one of these. */
const TRIGGER = /<[|/<\s\w]|[[({【]|["'`]{3}|\]\]>|[-=*#~<>_|+•―—─]{2}|\b(?:user|operator|human|owner|principal|system|admin|developer)\b/;

const MAX_BODY_CHARS = 500;
const MAX_SENTENCES = 3;
/** Between marks of one chain, such as `<|im_end|><|im_start|>system`. */
const MAX_GAP_CHARS = 40;
/** After a special token, its role needs no colon. */
const ROLE_AFTER_TOKEN = /^\s?(?:system|user|assistant|developer|model|tool|human|ipython)\s/;
const KEYS =
  /^(?:[\s"'`,;:|{}[\]()<>=#*_-]|(?:system|user|assistant|developer|model|tool|human|ai|role|content|text|message|instructions?|command|value|body|task|order|note|request|answer|prompt)\b(?=\s*["'\]>)]?\s*(?:[:=>\n]|$)|\s*\n|\s*<)){1,40}/;

/** Marks with the order that follows them. Takes a folded text. */
export function orderedTurns(text: string): Span[] {
  if (!TRIGGER.test(text)) return [];
  const marks = [...text.matchAll(MARK)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const spans: Span[] = [];
  let chainStart: number | undefined;
  for (const [index, mark] of marks.entries()) {
    const next = marks[index + 1]?.start ?? text.length;
    const until = Math.min(next, mark.end + MAX_BODY_CHARS);
    const body = text.slice(mark.end, until);
    const role = /(?:[|_>]>?|^#.*)$/.test(text.slice(mark.start, mark.end)) ? (ROLE_AFTER_TOKEN.exec(body)?.[0].length ?? 0) : 0;
    const skipped = role + (KEYS.exec(body.slice(role))?.[0].length ?? 0);
    const end = endOfOrder(body.slice(skipped));
    if (end !== undefined) spans.push({ start: chainStart ?? mark.start, end: mark.end + skipped + end });
    const isChained = next - mark.end <= MAX_GAP_CHARS && /^[\s\w:>"'`.-]*$/.test(body) && end === undefined;
    chainStart = isChained ? (chainStart ?? mark.start) : undefined;
  }
  return spans;
}

/** Where the last sentence ends that orders something; only the first ones count. */
function endOfOrder(body: string): number | undefined {
  let end: number | undefined;
  for (const [index, span] of sentenceSpans(body).slice(0, MAX_SENTENCES).entries()) {
    const sentence = body.slice(span.start, span.end);
    const isOrder = index === 0 ? hasOrder(sentence) : startsWithOrder(sentence);
    if (isOrder || ordersInEnglish(sentence)) end = span.end;
  }
  return end;
}
