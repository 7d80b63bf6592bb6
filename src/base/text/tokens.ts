const PIECES = /\s?\p{N}+|[a-zA-Z]+|\p{L}+|[^\p{L}\p{N}\s]+|\n+|[ \t]{2,}/gu;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** About how many tokens a model reads in a text; rather too many than too few (compared with o200k in its test). */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECES)) {
    // A blank before a number is a token of its own, before a word it is not.
    if (/\p{N}/u.test(piece)) tokens += Math.ceil(piece.trim().length / 3) + (/^\s/.test(piece) ? 1 : 0);
    else if (/^[a-zA-Z]/.test(piece)) tokens += 1 + Math.floor((piece.length - 1) / 6);
    else if (WIDE.test(piece)) tokens += Math.ceil(piece.length * 0.9);
    else if (/\p{L}/u.test(piece)) tokens += 1 + Math.floor((piece.length - 1) / 3);
    else tokens += Math.ceil(piece.length / 2);
  }
  return tokens;
}
