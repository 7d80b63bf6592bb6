import { expect, it } from 'vitest';
import { localeSchema } from './locale.ts';

it.each([
  ['de-DE', 'de-DE'],
  ['en', 'en'],
  ['pt-br', 'pt-BR'],
  ['zh-Hant-TW', 'zh-Hant-TW'],
])('takes %s as %s', (given, tag) => {
  expect(localeSchema.parse(given)).toBe(tag);
});

it.each(['german', 'de_DE', 'xx-XX', '', 'de-DE ', '{language}'])('refuses "%s"', (given) => {
  expect(localeSchema.safeParse(given).error?.issues[0]?.message).toBe('must be a language tag such as de-DE or en-US');
});
