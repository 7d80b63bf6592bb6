const known = new Map<string, readonly string[]>();

/** The month, 1 to 12, that a word names in the locale or in English, in full or shortened. */
export function monthNumber(word: string | undefined, locale: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const wanted = plain(word);
  for (const names of [namesOf(locale ?? 'en'), namesOf('en')]) {
    const exact = names.indexOf(wanted);
    if (exact >= 0) return (exact % 12) + 1;
    // "Sept" and "März" are shortened differently by everyone.
    const full = names.slice(0, 24).flatMap((name, at) => (wanted.length >= 3 && name.startsWith(wanted) ? [(at % 12) + 1] : []));
    if (new Set(full).size === 1) return full[0];
  }
  return undefined;
}

/** Full names, as they stand in a date and alone, then short ones; twelve each. */
function namesOf(locale: string): readonly string[] {
  const found = known.get(locale);
  if (found) return found;
  const names = [{ day: 'numeric', month: 'long' }, { month: 'long' }, { day: 'numeric', month: 'short' }, { month: 'short' }].flatMap(
    (form) => {
      const format = new Intl.DateTimeFormat(locale, { ...(form as Intl.DateTimeFormatOptions), timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, month) => {
        const parts = format.formatToParts(Date.UTC(2026, month, 1));
        return plain(parts.find(({ type }) => type === 'month')?.value ?? '');
      });
    },
  );
  known.set(locale, names);
  return names;
}

const plain = (name: string): string => name.normalize('NFC').toLowerCase().replace(/\.$/, '');
