import { latinLookAlike } from './look-alikes.ts';

/** A text folded for comparison, and where each of its characters comes from. */
export interface FoldedText {
  readonly text: string;
  /** For each character of `text`, its offset in the original; then the length of the original. */
  readonly offsets: readonly number[];
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb\u2800]/u;
/**
 * Accents of Latin, Greek and Cyrillic, vowel signs of Arabic and Hebrew, and the Arabic kashida, which only stretches
 * words.
 */
const DROPPED = /(?:\u0640|\u0670|[\u0300-\u036f]|[\u064b-\u065f]|[\u05b0-\u05c7])/gu;
/** Latin letters that no Unicode normalization decomposes. */
const STROKED: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' };
const LATIN = /[a-z]/;
const LETTER = /\p{L}/u;

/**
 * Folds a text for comparison: compatibility forms (full width, mathematical letters), case, accents, invisible
 * characters, spaces. With `lookAlikes`, words whose foreign letters could all be Latin are read as Latin.
 */
export function foldText(original: string, options: { lookAlikes?: boolean } = {}): FoldedText {
  const units: string[] = [];
  const offsets: number[] = [];
  let offset = 0;
  let last = '\n';
  for (const character of original) {
    const folded = foldCharacter(character);
    if (folded !== ' ' || (last !== ' ' && last !== '\n')) {
      for (let unit = 0; unit < folded.length; unit += 1) {
        last = folded.charAt(unit);
        units.push(last);
        offsets.push(offset);
      }
    }
    offset += character.length;
  }
  offsets.push(original.length);
  const text = units.join('');
  return { text: options.lookAlikes === true ? readAsLatin(text) : text, offsets };
}

const ASCII: readonly string[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === '\n') return character;
  if (code <= 32) return ' ';
  if (code === 127) return '';
  return character === '`' ? "'" : character.toLowerCase();
});

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 128) return ASCII[code] ?? '';
  if (character === '\u2028' || character === '\u2029') return '\n';
  if (/\s/.test(character)) return ' ';
  if (INVISIBLE.test(character)) return '';
  const lower = character.toLowerCase();
  const plain = STROKED[lower];
  if (plain !== undefined) return plain;
  const compatible = lower.normalize('NFKC').toLowerCase();
  if (/^[\u2018\u2019\u201b\u02bc\u00b4]$/.test(compatible)) return "'";
  if (/^[\u2010-\u2015\u2212]$/.test(compatible)) return '-';
  if (/^[\u201c-\u201f]$/.test(compatible)) return '"';
  if (/[\uac00-\ud7a3\u3040-\u30ff\u4e00-\u9fff]/.test(compatible)) return compatible;
  return compatible.normalize('NFD').replace(DROPPED, '').replace(/\s/g, ' ');
}

/** Converts each word whose letters are all Latin or look like Latin ones to Latin. Keeps the length. */
function readAsLatin(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => {
    let result = '';
    for (const letter of word) {
      const latin = LATIN.test(letter) || !LETTER.test(letter) ? letter : latinLookAlike(letter);
      if (latin === undefined || latin.length !== letter.length) return word;
      result += latin;
    }
    return result;
  });
}
