/** Other readings of a folded text (leet, rot13) of the same length, so offsets stay valid. */
export function otherReadings(folded: string): string[] {
  const readings: string[] = [];
  if (/[a-z][0134578@$!|]+[a-z]|\b[0134578@$!|][a-z]{2}/.test(folded)) readings.push(unleet(folded));
  if (MANY_LATIN.test(folded)) readings.push(rot13(folded));
  return readings;
}

const MANY_LATIN = /(?:[a-z]{2,}\s+){3}/;
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

function unleet(text: string): string {
  return text.replace(/[a-z0134578@$!|]{2,}/g, (word) => {
    if (!/[a-z]/.test(word) || !/[0134578@$!|]/.test(word) || /@[a-z-]+\b/.test(word)) return word;
    const [, stem = word, end = ''] = /^(.*?)(!*)$/.exec(word) ?? [];
    return stem.replace(/[0134578@$!|]/g, (sign) => LEET[sign] ?? sign) + end;
  });
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

/** Whether a line, read backwards, contains an injection. */
export function isReversedInjection(line: string): boolean {
  if (line.length < 16 || !/[a-z]{3}/.test(line)) return false;
  const letters = [...line]
    .toReversed()
    .join('')
    .replace(/[^a-z]/g, '');
  return SQUEEZED.test(letters);
}
