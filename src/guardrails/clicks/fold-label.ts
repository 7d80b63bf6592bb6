const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ı: 'i', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd' };

/**
 * A label as people read it, for comparison: compatibility forms (full width, ligatures) resolved, lower case, single spaces, without
 * invisible characters, accents and apostrophes.
 */
export function foldLabel(text: string): string {
  // Almost every label of an English back office is ASCII, which needs no normalization.
  const plain = isAscii(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/[\p{M}\p{Cf}]+/gu, '')
        .normalize('NFC')
        .toLowerCase()
        .replace(/[ßłıøæœđ]/g, (letter) => LETTERS[letter]!);
  return plain
    .replace(/['’`´]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}

/** The words of a folded label: runs of letters and digits. */
export function labelWords(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}
