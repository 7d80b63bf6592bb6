/** More words than these are no suggestion. */
const MAX_SUGGESTED = 3;

/** The known word nearest to a mistyped one, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { word: candidate, distance };
  }
  return best?.word;
}

/** ` (did you mean "url"?)`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  const meant = near === undefined ? withSameParts(word, known) : [near];
  if (meant.length === 0 || meant.length > MAX_SUGGESTED) return '';
  return ` (did you mean ${meant.map((one) => `"${one}"`).join(' or ')}?)`;
}

/** Known names that have every part of this one: `expect_text_on_page` for `expect_text`. */
function withSameParts(word: string, known: readonly string[]): string[] {
  const parts = partsOf(word);
  return parts.length === 0 ? [] : known.filter((candidate) => parts.every((part) => partsOf(candidate).includes(part)));
}

/** The parts of a name in snake_case, kebab-case or camelCase. */
function partsOf(name: string): string[] {
  return name
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');
}

function editDistance(left: string, right: string): number {
  if (left.length > 60 || right.length > 60) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current[column] = Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
