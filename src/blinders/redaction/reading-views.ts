/** Other readings of a folded text (leet, rot13) of the same length, so offsets stay valid. */
export function otherReadings(folded: string): string[] {
  const readings: string[] = [];
  if (LEET_TRIGGER.test(folded)) readings.push(unleet(folded), unleet(folded, 'l'));
  if (ROT13_TRIGGER.test(folded)) readings.push(rot13(folded));
  return readings;
}

const LEET_TRIGGER = /[a-z][0134578@$!|]+[a-z]|\b[0134578@$!|]+[a-z]/;
/** A prefilter: the commonest words of orders in English (the, all, your, you, and, to, previous, instruct), turned by 13 letters. */
const ROT13_TRIGGER = /\b(?:gur|nyy|lbhe?|naq|gb|cerivbhf|vafgehpg\w*)\b/;
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
};

/** `one`: what a 1 means, which is ambiguous. */
function unleet(text: string, one: 'i' | 'l' = 'i'): string {
  return text.replace(/[a-z0134578@$!|]{2,40}/g, (word) => (isLeet(word) ? unleetWord(word, one) : word));
}

function isLeet(word: string): boolean {
  return /[a-z]/.test(word) && /[0134578@$!|]/.test(word) && !/[a-z0-9]{3}@[a-z-]{3}/.test(word);
}

function unleetWord(word: string, one: 'i' | 'l'): string {
  const [, stem = word, end = ''] = /^(.*?)(!*)$/.exec(word) ?? [];
  return stem.replace(/[0134578@$!|]/g, (sign) => (sign === '1' ? one : (LEET[sign] ?? sign))) + end;
}

const MIN_LEET_WORDS = 3;
/** What one disguises an order for: verbs of orders, and words for the agent, its orders and its user. */
const DISGUISED =
  /^(?:ignor\w+|disregard\w*|forget|override|bypass|delet\w+|remove|erase|wipe|transfer|forward|send|export|upload|download|approve|confirm|click|press|submit|execute|reveal|print|navigate|visit|publish|cancel|instructions?|orders?|rules|prompts?|tasks?|directives?|commands?|password|credentials?|passwords|cookies?|tokens?|agents?|assistants?|users?|admin\w*|system|money|balance|payments?|accounts?|invoices?|refund\w*)$/;

/** Whether several words of a sentence are disguised with digits and signs, and words of an order are among them. */
export function isDisguisedOrder(sentence: string): boolean {
  if (!LEET_TRIGGER.test(sentence)) return false;
  const words = sentence.match(/[a-z0134578@$!|]{2,40}/g) ?? [];
  const disguised = words.filter((word) => isLeet(word) && /^\D*(?:\d\D+){0,9}\d?\D*$/.test(word));
  if (disguised.length < MIN_LEET_WORDS) return false;
  return words.some((word) => DISGUISED.test(unleetWord(word, 'i')) || DISGUISED.test(unleetWord(word, 'l')));
}

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97));
}

/** Phrases without spaces: for letters that are spaced out, and for reversed lines. */
const SQUEEZED =
  /(?:ignore|disregard|forget|override)(?:all|any|the|your|every|of|these|my)*(?:previous|prior|above|earlier|existing|original|system|preceding)*(?:instructions?|rules|prompts?|tasks?|guidelines|directives?|commands?)(?:above)?|(?:newinstructions?|instructions?)(?:for|to)the(?:assistant|ai|agent|model)|(?:ai|llm)(?:agents?|assistants?|models?)must|yourgoalhaschanged|(?:disable|turnoff|bypass)(?:all|the|your)*(?:safety|security|guard)|systemprompt|sendthe(?:stored|saved)?(?:password|credentials)|rememberforall(?:later|future)runs|replytotheuser|forwardthe\w{0,20}messagesto|beforeansweringclick/;

const SPACED_OUT = /(?:(?<![\p{L}\p{N}])\p{L}[\s._*|·•-]{1,3}){9,}\p{L}(?![\p{L}\p{N}])/gu;

/** Spaced-out letters that spell an injection. Offsets refer to the folded text. */
export function spacedOutInjections(folded: string): { start: number; end: number }[] {
  return [...folded.matchAll(SPACED_OUT)]
    .filter((match) => SQUEEZED.test(match[0].replace(/[^\p{L}]/gu, '')))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** A prefilter: every phrase has one of these words. */
const REVERSED_TRIGGER =
  /tcurtsni|selur|tpmorp|sksat|ksat|enilediug|evitcerid|dnammoc|tsum|laog|ytefas|ytiruces|drowssap|laitnederc|rebmemer|ylper|drawrof|erofeb|drau?g/;

/** Whether a line, read backwards, contains an injection. */
export function isReversedInjection(line: string): boolean {
  if (line.length < 16 || !REVERSED_TRIGGER.test(line)) return false;
  const letters = [...line]
    .toReversed()
    .join('')
    .replace(/[^a-z]/g, '');
  return SQUEEZED.test(letters);
}
