import { isPageToken } from './trace-credentials.ts';

const MENTIONED = /csrf|xsrf|authenticity.?token|verification.?token/i;
const TAG = /<(?:input|meta)\b[^>]{0,4000}>/gi;
const ATTRIBUTE = /\b(name|value|content)\s{0,9}=\s{0,9}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,2000}))/gi;
const ASSIGNED = /((?:csrf|xsrf|authenticity_?token|verification_?token)[\w-]{0,40})["']?\s{0,9}[:=]\s{0,9}["']([^"'\s]{16,400})["']/gi;

/**
 * The form tokens in the text of a page or of JSON: hidden fields, meta elements, values of scripts. Servers mask them
 * anew for each page, so that most are in no cookie or header.
 */
export function tokensInPage(text: string): string[] {
  if (!MENTIONED.test(text)) return [];
  const found: string[] = [];
  for (const [tag] of text.matchAll(TAG)) {
    const attributes: Record<string, string> = {};
    for (const [, name = '', double, single, bare] of tag.matchAll(ATTRIBUTE))
      attributes[name.toLowerCase()] ??= double ?? single ?? bare ?? '';
    const value = attributes.value ?? attributes.content ?? '';
    if (isPageToken(attributes.name ?? '', value)) found.push(value);
  }
  for (const [, name = '', value = ''] of text.matchAll(ASSIGNED)) if (isPageToken(name, value)) found.push(value);
  return found;
}
