import { latinLookAlike } from './look-alikes.ts';

/** A text folded for comparison, and where each of its characters comes from. */
export interface FoldedText {
  readonly text: string;
  /** For each character of `text`, its offset in the original; then the length of the original. */
  readonly offsets: Uint32Array;
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb\u2800]/u;
/**
 * Accents of Latin, Greek and Cyrillic, vowel signs of Arabic and Hebrew, and the Arabic kashida, which only stretches
 * words.
 */
const DROPPED = /(?:\u0640|\u0670|[\u0300-\u036f]|[\u064b-\u065f]|[\u05b0-\u05c7])/gu;
/** Latin letters that no Unicode normalization decomposes. */
const STROKED: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' };
/** White letters in black circles and squares, which no normalization decomposes. */
const NEGATIVE_LETTERS = [0x1f150, 0x1f170];
const LATIN = /[a-z]/;
const LETTER = /\p{L}/u;

/**
 * Folds a text for comparison: compatibility forms (full width, mathematical letters), case, accents, invisible
 * characters, spaces. With `lookAlikes`, words whose foreign letters could all be Latin are read as Latin.
 */
export function foldText(original: string, options: { lookAlikes?: boolean } = {}): FoldedText {
  let offsets = new Uint32Array(original.length + 1);
  let length = 0;
  const pieces: string[] = [];
  let piece = '';
  let wasSpace = true;
  for (let at = 0; at < original.length; ) {
    const code = original.codePointAt(at) ?? 0;
    const folded = code < 128 ? (ASCII[code] ?? '') : foldCharacter(String.fromCodePoint(code));
    if (folded !== ' ' || !wasSpace) {
      piece += folded;
      if (length + folded.length >= offsets.length) offsets = grown(offsets, original.length);
      for (let unit = 0; unit < folded.length; unit += 1) offsets[length++] = at;
      if (folded !== '') wasSpace = folded === ' ' || folded.endsWith('\n');
      if (piece.length > PIECE_CHARS) {
        pieces.push(piece);
        piece = '';
      }
    }
    at += code > 0xffff ? 2 : 1;
  }
  offsets[length] = original.length;
  const text = pieces.join('') + piece;
  return { text: options.lookAlikes === true ? readAsLatin(text) : text, offsets };
}

function grown(offsets: Uint32Array<ArrayBuffer>, extra: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(offsets.length + extra + 64);
  larger.set(offsets);
  return larger;
}

/** A folded text with words of foreign letters that could all be Latin read as Latin. */
export function asLatin({ text, offsets }: FoldedText): FoldedText {
  return { text: readAsLatin(text), offsets };
}

/** Long strings that grow letter by letter are slow to read later. */
const PIECE_CHARS = 1_000;

const ASCII: readonly string[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === '\n') return character;
  if (code <= 32) return ' ';
  if (code === 127) return '';
  return character === '`' ? "'" : character.toLowerCase();
});

const FOLDED = new Map<string, string>();
const MAX_REMEMBERED = 5_000;

function foldCharacter(character: string): string {
  const known = FOLDED.get(character);
  if (known !== undefined) return known;
  const folded = foldForeign(character);
  if (FOLDED.size < MAX_REMEMBERED) FOLDED.set(character, folded);
  return folded;
}

function foldForeign(character: string): string {
  if (character === '\u2028' || character === '\u2029') return '\n';
  if (/\s/.test(character)) return ' ';
  if (INVISIBLE.test(character)) return '';
  const lower = character.toLowerCase();
  const code = lower.codePointAt(0) ?? 0;
  for (const first of NEGATIVE_LETTERS) if (code >= first && code < first + 26) return String.fromCharCode(97 + code - first);
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
  return text.replace(/(?<![\p{L}])[a-z]*[^\0-\x7f]\p{L}*/gu, (word) => {
    let result = '';
    for (const letter of word) {
      const latin = LATIN.test(letter) || !LETTER.test(letter) ? letter : latinLookAlike(letter);
      if (latin === undefined || latin.length !== letter.length) return word;
      result += latin;
    }
    return result;
  });
}
