import { REF_SOURCE } from '../../contract/index.ts';

const QUOTED = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|\B'([^']+)'\B/g;

/** The start of `[e12 link "O-5"]`: a sentence that contains it is quoted without it. */
const REF_AND_KIND = new RegExp(String.raw`\[${REF_SOURCE} [\w-]+ `, 'g');

const LETTER = /[\p{L}\p{N}]/u;
/** Of scripts that separate words. */
const OF_A_WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;

/** The quoted texts that say something, as written. */
export function quotesIn(verified: string): string[] {
  return [...verified.matchAll(QUOTED)]
    .map((found) => found.slice(1).find((part) => part !== undefined) ?? '')
    .filter((quote) => LETTER.test(quote));
}

/** A text of which only letters and digits count, for many searches. */
export class ShownText {
  readonly text: string;
  #letters = '';
  /** Whether a word begins at this letter. One more than there are letters. */
  #begins: boolean[] = [];

  constructor(text: string) {
    this.text = text;
    let isAfterGap = true;
    let last = '';
    for (const letter of text.replace(REF_AND_KIND, ' ').toLowerCase()) {
      if (LETTER.test(letter)) {
        this.#letters += letter;
        for (let unit = 0; unit < letter.length; unit += 1)
          this.#begins.push(isAfterGap || !OF_A_WORD.test(letter) || !OF_A_WORD.test(last));
        last = letter;
        isAfterGap = false;
      } else isAfterGap = true;
    }
    this.#begins.push(true);
  }

  /** Whether it contains the quote as whole words, ignoring case, spaces and punctuation. */
  shows(quote: string): boolean {
    const wanted = lettersOnly(quote);
    for (let at = this.#letters.indexOf(wanted); at !== -1; at = this.#letters.indexOf(wanted, at + 1)) {
      if (this.#begins[at] === true && this.#begins[at + wanted.length] === true) return true;
    }
    return false;
  }
}

export function lettersOnly(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
