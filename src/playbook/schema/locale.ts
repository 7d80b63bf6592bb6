import { z } from 'zod';

/** A BCP 47 tag that this Node knows how to write dates in. Aliases get their usual form: `de-de` becomes `de-DE`. */
export const localeSchema = z
  .string()
  .refine(isKnown, { error: 'must be a language tag such as de-DE or en-US' })
  .overwrite((tag) => (isKnown(tag) ? (Intl.getCanonicalLocales(tag)[0] ?? tag) : tag));

function isKnown(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length === 1;
  } catch {
    // RangeError: it has not the form of a tag.
    return false;
  }
}
