import { expect, it } from 'vitest';
import { nativeType } from './native-value.ts';

const read = (type: string, text: string, locale?: string) => nativeType(type)?.read(text, locale);

it.each([
  ['date', '2026-12-31', '2026-12-31'],
  ['date', '2026/12/31', '2026-12-31'],
  ['date', '31.12.2026', '2026-12-31'],
  ['date', '1. 2. 2026', '2026-02-01'],
  ['date', '12/31/2026', '2026-12-31'],
  ['date', '31/12/2026', '2026-12-31'],
  ['date', '02/02/2026', '2026-02-02'],
  ['date', '31 December 2026', '2026-12-31'],
  ['date', 'Dec 31, 2026', '2026-12-31'],
  ['date', '2026年12月31日', '2026-12-31'],
  ['time', '14:30', '14:30'],
  ['time', '2:30 PM', '14:30'],
  ['time', '12 a.m.', '00:00'],
  ['time', '14.30 Uhr', '14:30'],
  ['time', '14:30:15', '14:30:15'],
  ['datetime-local', '2026-12-31T14:30', '2026-12-31T14:30'],
  ['datetime-local', '31.12.2026 14:30', '2026-12-31T14:30'],
  ['datetime-local', '12/31/2026, 2:30 PM', '2026-12-31T14:30'],
  ['month', '2026-12', '2026-12'],
  ['month', '12/2026', '2026-12'],
  ['month', 'December 2026', '2026-12'],
  ['week', '2026-W53', '2026-W53'],
  ['week', 'KW 7/2026', '2026-W07'],
  ['number', '1.234,56', '1234.56'],
  ['number', '-0,5', '-0.5'],
  ['number', '€ 1,234.50', '1234.5'],
  ['number', '05', '5'],
  ['range', '40', '40'],
  ['color', '#FF0000', '#ff0000'],
])('a %s field takes "%s" as %s', (type, text, value) => {
  expect(read(type, text)).toEqual([value]);
});

it.each([
  ['01/02/2026', 'en-US', '2026-01-02'],
  ['01/02/2026', 'en-GB', '2026-02-01'],
  ['01-02-2026', 'nl-NL', '2026-02-01'],
  ['12/31/2026', 'en-GB', '2026-12-31'],
  ['31. Dezember 2026', 'de-DE', '2026-12-31'],
  ['3 mars 2026', 'fr-FR', '2026-03-03'],
  ['31 de diciembre de 2026', 'es-ES', '2026-12-31'],
])('reads the date %s in %s as %s', (text, locale, value) => {
  expect(read('date', text, locale)).toEqual([value]);
});

it('has two readings where locales differ', () => {
  expect(read('date', '01/02/2026')).toEqual(['2026-02-01', '2026-01-02']);
  expect(read('datetime-local', '01/02/2026 10:00')).toHaveLength(2);
  expect(read('number', '1.234', 'de-DE')).toEqual(['1234']);
  expect(read('number', '1.234', 'en-US')).toEqual(['1.234']);
});

it.each([
  ['date', '2026-02-30'],
  ['date', '31.12.26'],
  ['date', 'tomorrow'],
  ['date', ''],
  ['time', '25:00'],
  ['time', '13 PM'],
  ['time', '14'],
  ['datetime-local', '2026-12-31'],
  ['month', '13/2026'],
  ['week', '2025-W53'],
  ['number', 'red'],
  ['number', '12-5'],
  ['color', 'very red'],
])('a %s field does not take "%s"', (type, text) => {
  expect(read(type, text)).toEqual([]);
});

it('leaves other fields alone', () => {
  expect(nativeType('text')).toBeUndefined();
  expect(nativeType('constructor')).toBeUndefined();
});
