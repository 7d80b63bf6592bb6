import { comparable } from './comparable.ts';

const SHOWN_CHARS = 120;
/** Fewer characters in common are a coincidence. */
const MIN_COMMON = 3;
const AROUND_CHARS = 20;
const SEARCHED_CHARS = 100_000;

/** White space and invisible characters, which look alike or like nothing. */
const UNSEEN = /(?!\x20)(?:\s|\p{Default_Ignorable_Code_Point})/gu;
const NAMES: Readonly<Record<string, string>> = {
  '\n': 'line feed',
  '\t': 'tab',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u2009': 'thin space',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u202f': 'narrow no-break space',
  '\u2060': 'word joiner',
  '\ufeff': 'zero-width no-break space',
};

/** `text` with every character that a person would not see, or take for a common space, replaced by its name. */
export function nameUnseen(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => `[${NAMES[character] ?? `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`}]`,
  );
}

/**
 * Completes a sentence about a text that does not contain `wanted`: how the text begins and, if it contains the
 * beginning of `wanted`, where the two differ.
 */
export function difference(text: string, wanted: string): string {
  if (text === '') return ': it is empty';
  const begins = `; it begins with "${nameUnseen(text.slice(0, SHOWN_CHARS))}"`;
  const [found, sought] = [comparable(text.slice(0, SEARCHED_CHARS)), comparable(wanted)];
  const anyCase = found.toLowerCase().includes(sought.toLowerCase());
  if (anyCase) return `${begins}; only upper and lower case differ`;
  for (let length = sought.length - 1; length >= MIN_COMMON; length--) {
    const common = sought.slice(0, length);
    const at = found.indexOf(common);
    if (at < 0) continue;
    const end = at + length;
    const goesOn = found.slice(end, end + AROUND_CHARS);
    const actual = goesOn === '' ? 'the end' : `"${goesOn}"`;
    return `${begins}; after "${common.slice(-AROUND_CHARS)}" comes ${actual} instead of "${sought.slice(length, length + AROUND_CHARS)}"`;
  }
  return begins;
}
