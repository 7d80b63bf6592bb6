import { describe, expect, it } from 'vitest';
import { isEntered, saysOtherwise } from './is-entered.ts';

describe('isEntered', () => {
  it.each([
    ['12.5', '12.50'],
    ['12.5', '12,50'],
    ['1234.5', '1,234.50'],
    ['1234.5', '1.234,50 €'],
    ['1234.5', "CHF 1'234.50"],
    ['1234.5', '1 234,5'],
    ['1.234,56', '1234.56'],
    ['1234', '1.234'],
    ['-5', '(5.00)'],
    ['-5', '\u22125,00 €'],
    ['12.5', '12.50 kg'],
    ['7', '007'],
    ['+5', '5'],
    ['0.125', '0,125'],
    ['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00'],
    ['5551234567', '(555) 123-4567'],
    ['+49 30 1234567', '+49 (30) 123 45-67'],
    ['4111111111111111', '4111 1111 1111 1111'],
    ['1231', '12/31'],
    ['31122026', '31.12.2026'],
    ['31.12.2026', '2026-12-31'],
    ['2026-02-01', '02/01/2026'],
    ['31 December 2026', '12/31/2026'],
    ['2:30 PM', '14:30'],
    ['ab-12', 'AB-12'],
    ['straße', 'STRASSE'],
    ['call  back', ' call back '],
    ['one\r\ntwo', 'one\ntwo'],
    ['it\u2019s "fine"', "it's \u201cfine\u201d"],
    ['cafe\u0301', 'caf\u00e9'],
    ['a@b.example', 'A@B.example'],
    ['100', '100 %'],
    ['!!!', '!!!'],
    ['', ''],
    ['', '0.00'],
    ['', '__.__.____'],
  ])('"%s" is in a field that shows "%s"', (typed, value) => {
    expect(isEntered(typed, value)).toBe(true);
  });

  it.each([
    ['12.5', '1.25'],
    ['12.5', '125'],
    ['12.345', '12.35'],
    ['1234', '12.34'],
    ['-5', '5'],
    ['-5', '5.00 €'],
    ['1.5', '15'],
    ['1.234', '1234'],
    ['250', '5'],
    ['007', '7'],
    ['01234', '1234'],
    ['DE89370400440532013000', 'DE89370400440532'],
    ['call me', ''],
    ['call me', 'callmeback'],
    ['12345', '123'],
    ['31.12.2026', '2026-12-30'],
    ['2:30 PM', '02:30'],
    ['a@b.example', 'ab.example'],
    ['C#', 'C'],
    ['!!!', '!'],
    ['!!!', ''],
    ['', '5'],
    ['5', ' '],
  ])('"%s" is not in a field that shows "%s"', (typed, value) => {
    expect(isEntered(typed, value)).toBe(false);
  });

  it.each([
    ['1.234', '1234', 'de-DE', true],
    ['1.234', '1,234.00', 'de-DE', true],
    ['1.234', '1,23', 'de-DE', false],
    ['1,234', '1.234', 'de-DE', true],
    ['1,234', '1234', 'de-DE', false],
    ['1,234', '1234', 'en-US', true],
    ['01/02/2026', '2026-01-02', 'en-US', true],
    ['01/02/2026', '2026-01-02', 'en-GB', false],
    ['1. März 2026', '2026-03-01', 'de-DE', true],
  ])('reads "%s" beside "%s" in %s', (typed, value, locale, same) => {
    expect(isEntered(typed, value, { locale })).toBe(same);
  });

  it('counts every character of a password', () => {
    expect(isEntered('a.B-c', 'a.B-c', { isExact: true })).toBe(true);
    for (const value of ['abc', 'a.b-c', 'a.B-c ', '']) expect(isEntered('a.B-c', value, { isExact: true })).toBe(false);
  });
});

describe('saysOtherwise', () => {
  it.each([
    ['12345', '123'],
    ['12.5', '1.25'],
    ['7', '5'],
    ['call back', 'call'],
    ['31.12.2026', '01.12.2026'],
  ])('"%s" became "%s"', (typed, value) => {
    expect(saysOtherwise(typed, value)).toBe(true);
  });

  it.each([
    ['Ber', 'Berlin, Germany'],
    ['Ada', 'Lovelace, Ada'],
    ['+49 30 123456', '030 123456'],
    ['tomorrow', '2026-11-29'],
    ['12.5', '12.50'],
  ])('"%s" may well be "%s"', (typed, value) => {
    expect(saysOtherwise(typed, value)).toBe(false);
  });
});
