import { foldText } from './fold-text.ts';
import { LANGUAGES, type LanguageWords } from './language-words.ts';

/** A web or mail address in a folded sentence. */
export const ADDRESS = /https?:\/\/|www\.|[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:exe|msi|scr|bat|apk|dmg)\b/;
const NEVER =
  /(?<!\p{L})(?:never|niemals|nie|jamais|nunca|mai|nooit|nigdy|nikdy|никогда|ніколи|asla|ابدا|هرگز|ποτε|aldrig|aldri|koskaan|soha|niciodata|jangan pernah|khong bao gio)(?!\p{L})|कभी|לעולם|绝不|切勿|絶対に|절대/u;
/** A sentence in the first person plural says what its authors do and gives no orders. */
const WE =
  /(?<!\p{L})(?:wir|nous|enverrons|enviaremos|enviamos|invieremo|inviamo|wij|мы|вышлем|my|wyslemy|biz)(?!\p{L})|我们|弊社|당사|저희/u;
/** An assistant in any language. It may be a person, so it counts only together with a claim to give it orders. */
const ASSISTANT =
  /as+ist[ae]nt|asistan|\bagente?n?s?\b|агент|ассистент|помощник|асистент|助手|代理|アシスタント|エージェント|어시스턴트|에이전트|비서|مساعد|وكيل|دستیار|עוזר|סוכן|सहायक|एजेंट|βοηθ|πρακτορ|ผู้ช่วย|\b(?:ki|ia|ai|llm)\b/;
/** "Do not forget" is the opposite of "forget". */
const NEGATION_BEFORE =
  /(?:^|[^\p{L}])(?:don'?t|do not|never|not to|no|nao|non|не|nie|ne|nu|μην|jangan|khong|dung)(?:\s+(?:se|te|ti|vi|vous|os))?\s*$|(?:別|别|不要|勿|莫)$/u;
const NEGATION_AFTER = /^(?:\s*(?:sie |du |ihr |je |u )?(?:nicht|niet|pas|inte|ikke|jamais)(?!\p{L})|지|ないで|ないよう|ずに|ません)/u;

interface LanguageRules {
  readonly ignore: RegExp;
  readonly override: RegExp;
  readonly agent: RegExp;
  readonly must: RegExp;
  readonly act: RegExp;
  readonly secret: RegExp;
  readonly claim: RegExp;
}

/** Particles that Arabic, Persian and Hebrew attach to the word. */
const ATTACHED = '(?:[وفبلكس]{0,2}(?:ال)?|[והבלשמכ]{0,3})';

/** Whether a folded sentence in any of the languages gives orders to an agent. */
export function ordersInOtherLanguages(sentence: string): boolean {
  const hasAddress = ADDRESS.test(sentence);
  return candidates(sentence).some((words) => {
    const rules = rulesOf(words);
    return overrides(rules, sentence) || addressesAgent(rules, sentence, hasAddress) || leaks(rules, sentence, hasAddress);
  });
}

/** Compiled when a sentence first needs them, so a page in one language costs one compilation. */
const compiled = new Map<LanguageWords, LanguageRules>();

function rulesOf(words: LanguageWords): LanguageRules {
  const known = compiled.get(words) ?? compile(words);
  compiled.set(words, known);
  return known;
}

/** The scripts of one or two languages. All other languages use Latin script and are recognized by their words. */
const SCRIPTS: readonly (readonly [RegExp, RegExp])[] = [
  [/\p{Script=Cyrillic}/u, /Russian|Ukrainian/],
  [/\p{Script=Arabic}/u, /Arabic|Persian/],
  [/\p{Script=Hebrew}/u, /Hebrew/],
  [/\p{Script=Devanagari}/u, /Hindi/],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, /Chinese|Japanese/],
  [/\p{Script=Hangul}/u, /Korean/],
  [/\p{Script=Greek}/u, /Greek/],
  [/\p{Script=Thai}/u, /Thai/],
];

const START_CHARS = 4;
const LATIN_STARTS = latinStarts();
const LATIN_START = new RegExp(
  `(?<![a-z])(?:${[...LATIN_STARTS.keys()]
    .filter((start) => /^[a-z]+$/.test(start))
    .map((start) => (start.length < START_CHARS ? `${start}(?![a-z])` : start))
    .join('|')})`,
  'g',
);

/** The first letters of the words that the rules of a language in Latin script need to match. */
function latinStarts(): Map<string, Set<LanguageWords>> {
  const starts = new Map<string, Set<LanguageWords>>();
  for (const words of LANGUAGES.filter(({ language }) => !SCRIPTS.some(([, languages]) => languages.test(language)))) {
    for (const word of [words.ignore, words.agent, words.secret, words.claim].join('|').split('|')) {
      const start = /\p{L}+/u.exec(foldText(word).text)?.[0].slice(0, START_CHARS) ?? '';
      starts.set(start, (starts.get(start) ?? new Set<LanguageWords>()).add(words));
    }
  }
  return starts;
}

function candidates(sentence: string): LanguageWords[] {
  const found = new Set<LanguageWords>();
  for (const start of sentence.match(LATIN_START) ?? []) {
    for (const words of LATIN_STARTS.get(start) ?? []) found.add(words);
  }
  if (/[^ -~]/.test(sentence)) {
    for (const [script, languages] of SCRIPTS) {
      if (script.test(sentence)) for (const words of LANGUAGES) if (languages.test(words.language)) found.add(words);
    }
  }
  return [...found];
}

function overrides(rules: LanguageRules, sentence: string): boolean {
  // The cheap test first: most sentences have none of the verbs.
  if (!rules.ignore.test(sentence)) return false;
  const match = rules.override.exec(sentence);
  const verb = match?.groups?.first ?? match?.groups?.last;
  if (match === null || verb === undefined) return false;
  const at = match.groups?.first === undefined ? match.index + match[0].length - verb.length : match.index;
  return !NEGATION_BEFORE.test(sentence.slice(0, at)) && !NEGATION_AFTER.test(sentence.slice(at + verb.length));
}

function addressesAgent(rules: LanguageRules, sentence: string, hasAddress: boolean): boolean {
  const isAgent = rules.agent.test(sentence);
  if (rules.claim.test(sentence) && (isAgent || hasAddress || ASSISTANT.test(sentence))) return true;
  return isAgent && rules.act.test(sentence) && rules.must.test(sentence) && (hasAddress || rules.secret.test(sentence));
}

function leaks(rules: LanguageRules, sentence: string, hasAddress: boolean): boolean {
  return (
    hasAddress &&
    rules.secret.test(sentence) &&
    (rules.act.test(sentence) || rules.agent.test(sentence)) &&
    !NEVER.test(sentence) &&
    !WE.test(sentence)
  );
}

function compile(words: LanguageWords): LanguageRules {
  const gap = (spaced: number) => `[^.!?。！？\\n]{0,${words.compact === true ? Math.ceil(spaced / 4) : spaced}}?`;
  const ignore = source(words.ignore, words);
  const prior = source(words.prior, words);
  const orders = source(words.orders, words);
  const everything = words.everything === undefined ? '' : `|${source(words.everything, words)}`;
  const around = `(?:${prior}${gap(40)}${orders}|${orders}${gap(30)}${prior}${everything})`;
  return {
    ignore: new RegExp(ignore),
    override: new RegExp(`(?<first>${ignore})${gap(50)}${around}|${around}${gap(50)}(?<last>${ignore})`),
    agent: new RegExp(source(words.agent, words)),
    must: new RegExp(source(words.must, words)),
    act: new RegExp(source(words.act, words)),
    secret: new RegExp(source(words.secret, words)),
    claim: new RegExp(source(words.claim, words)),
  };
}

/** Letters of folded words, by script: narrow classes compile many times faster than Unicode properties. */
const LETTERS: readonly (readonly [RegExp, string])[] = [
  [/Russian|Ukrainian/, '[\\u0400-\\u04ff]'],
  [/Arabic|Persian/, '[\\u0600-\\u06ff]'],
  [/Hebrew/, '[\\u0590-\\u05ff]'],
  [/Hindi/, '[\\u0900-\\u097f]'],
  [/Greek/, '[\\u0370-\\u03ff]'],
];

function source(list: string, { compact, language }: LanguageWords): string {
  const isAttaching = /Arabic|Persian|Hebrew/.test(language);
  const attached = isAttaching ? ATTACHED : '';
  const letter = LETTERS.find(([languages]) => languages.test(language))?.[1] ?? '[a-z]';
  const alternatives = list.split('|').map((word) => {
    const folded = foldText(word).text;
    const open = folded.endsWith('*');
    const body = folded
      .replace(/\*$/, '')
      .split(' * ')
      .map((part) =>
        part
          .replace(/[.$^+?()[\]{}\\]/g, '\\$&')
          .replaceAll('*', `${letter}*`)
          .replaceAll(' ', '\\s+'),
      )
      .join('\\s+(?:\\S+\\s+){0,2}');
    if (compact === true) return body;
    if (open) return `${attached}${body}${letter}*`;
    return `${attached}${body}${isAttaching ? `${letter}{0,3}` : ''}(?!${letter})`;
  });
  return `${compact === true ? '' : `(?<!${letter})`}(?:${alternatives.join('|')})`;
}
