/**
 * Roles that take no name from their text, by the rules of accessible names (WAI-ARIA, "prohibited" and "author"): a list item with the
 * text "Card 1" is not named so, although people take it for its name.
 */
const NAMELESS = 'listitem|paragraph|article|list|group|region|generic|blockquote|definition|term|status|alert|note|log|figure|feed|time';
const BY_NAME = new RegExp(`^role=(${NAMELESS})\\[name="((?:[^"\\\\]|\\\\.)*)"( i)?\\]((?: >> .*)?)$`, 'su');

/** For `role=listitem[name="Card 1"]`: the selector of the list items whose whole text is the name; undefined for other selectors. */
export function namedByText(selector: string): string | undefined {
  const [, role, name = '', ignoresCase, rest = ''] = BY_NAME.exec(selector.trim()) ?? [];
  if (role === undefined || name === '') return undefined;
  const words = name
    .replace(/\\(.)/gsu, '$1')
    .trim()
    .split(/\s+/u)
    .map((word) => RegExp.escape(word));
  return `role=${role} >> internal:has-text=/^\\s*${words.join('\\s+')}\\s*$/${ignoresCase === undefined ? '' : 'i'}${rest}`;
}
