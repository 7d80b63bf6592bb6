/** Zero-width, bidi, tag, variation selector, filler and annotation characters. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/u;
const ALL_INVISIBLE = new RegExp(INVISIBLE.source, 'gu');
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;
/** Scripts whose words need joiners. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Syriac}\p{Script=Mongolian}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;
const OVERRIDDEN = /\u202e([^\u202c\u202d\u202e\n]*)\u202c?/gu;

/**
 * Returns the characters that a person sees: without invisible characters, with control characters as spaces. Joiners
 * stay where a script or an emoji needs them. Text under a right-to-left override is reversed.
 */
export function cleanText(text: string): string {
  const plain = text.replace(CONTROL, ' ');
  if (!INVISIBLE.test(plain)) return plain;
  return plain
    .replace(OVERRIDDEN, (_, inner: string) => [...inner].toReversed().join(''))
    .replace(ALL_INVISIBLE, (mark: string, at: number, whole: string) => {
      const before = lastCharacter(whole, at);
      const after = String.fromCodePoint(whole.codePointAt(at + mark.length) ?? 32);
      if (mark === '\u200c' || mark === '\u200d') {
        if (JOINED.test(before) && JOINED.test(after)) return mark;
        return mark === '\u200d' && EMOJI.test(before) && EMOJI.test(after) ? mark : '';
      }
      return mark === '\ufe0f' && /\p{Extended_Pictographic}/u.test(before) ? mark : '';
    });
}

function lastCharacter(text: string, end: number): string {
  const low = text.charCodeAt(end - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff;
  return end < 1 ? ' ' : text.slice(end - (isPair ? 2 : 1), end);
}

/** Cleans a text, collapses white space and trims the ends. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim();
}

export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).trimEnd()}…`;
}
