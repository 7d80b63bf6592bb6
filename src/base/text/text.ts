/** The first line that is not empty; '' if there is none. */
export function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

/** At most `maxChars`, the ellipsis included: for a line. */
export function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`;
}

/** The first `keptChars` and an ellipsis: for a sentence that quotes. */
export function excerpt(text: string, keptChars: number): string {
  return text.length <= keptChars ? text : `${text.slice(0, keptChars)}…`;
}

/** The first `keptChars` and how many follow: for a reader who may ask for the rest. */
export function clip(text: string, keptChars: number): string {
  return text.length <= keptChars ? text : `${text.slice(0, keptChars)}… (${text.length - keptChars} more characters)`;
}

/** The first `keptChars` and the length of the whole: for a record that keeps only the beginning. Never splits a surrogate pair. */
export function truncate(text: string, keptChars: number): string {
  if (text.length <= keptChars) return text;
  const splitsPair = /[\ud800-\udbff]$/.test(text.slice(0, keptChars));
  return `${text.slice(0, splitsPair ? keptChars - 1 : keptChars)}… (${text.length} characters)`;
}
