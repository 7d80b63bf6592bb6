import { describe, expect, it } from 'vitest';
import { containsText } from './comparable.ts';
import { findText } from './find-text.ts';

describe('whole words', () => {
  it.each([
    ['Paid', 'Status: paid.'],
    ['12', 'Qty 12'],
    ['12', '5 12 7'],
    ['12', '12 items, 12%'],
    ['12', 'The 12. of May'],
    ['5.00', 'Total $5.00'],
    ['5.00', 'Total 5.00, paid'],
    ['5.00', '\u20ac5.00'],
    ['-5.00', 'Total -5.00'],
    ['R-5003', 'Refund R-5003.'],
    ['R-5003', '(R-5003)'],
    ['R-5003', 'R-5003 - open'],
    ['5003', 'R-5003'],
    ['#10234', 'Order #10234'],
    ['Save', '[Save]'],
    ['1 234,56 \u20ac', '1\u202f234,56\u00a0\u20ac'],
    ['Rechnungsnummer', 'Rechnungs\u00adnummer'],
    ['ABC-123', 'AB\u200bC-123'],
    ['Caf\u00e9', 'Cafe\u0301 here'],
    ['\u5df2\u4ed8\u6b3e', '\u8ba2\u5355\u5df2\u4ed8\u6b3e\u3002'],
    ['12', '\u5171 12\u4ef6'],
    ['\u0e0a\u0e33\u0e23\u0e30', '\u0e44\u0e14\u0e49\u0e0a\u0e33\u0e23\u0e30\u0e41\u0e25\u0e49\u0e27'],
    ['Paid', 'Paid\tOpen'],
    ['Order 7', 'Order\n7'],
    ['saved \ud83d\ude00', 'It is saved \ud83d\ude00!'],
  ])('finds "%s" in "%s"', (wanted, page) => {
    expect(findText(page, wanted, 'words')).toEqual({ found: true });
  });

  it.each([
    ['Paid', 'Unpaid', 'unpaid'],
    ['Paid', 'Prepaid_2', 'prepaid_2'],
    ['paid', 'paid-up', 'paid-up'],
    ['opened', 're-opened', 're-opened'],
    ['12', '12.50', '12.50'],
    ['50', '12.50', '12.50'],
    ['12', '1,12', '1,12'],
    ['12', '1012', '1012'],
    ['5.00', '-5.00', '-5.00'],
    ['5.00', 'is \u22125.00 now', '\u22125.00'],
    ['5.00', '+5.00', '+5.00'],
    ['R-5003', 'R-5003-1', 'r-5003-1'],
    ['R-5003', 'RR-5003', 'rr-5003'],
    ['2026', '2026-11-28', '2026-11-28'],
    ['234,56', '1\u202f234,56', '234,56'],
    ['caf', 'caf\u00e9', 'caf\u00e9'],
  ])('does not take "%s" from "%s"', (wanted, page, within) => {
    expect(findText(page, wanted, 'words')).toEqual({ found: false, within });
  });

  it('looks on after a place that is only a part', () => {
    expect(findText('Unpaid, then Paid', 'paid', 'words')).toEqual({ found: true });
  });

  it('names no part when nothing contains the text', () => {
    expect(findText('Open', 'Paid', 'words')).toEqual({ found: false });
    expect(findText('n\u0303', 'n', 'words')).toEqual({ found: false });
  });

  it.each(['words', 'part', 'exact'] as const)('finds no text that nobody can see (%s)', (match) => {
    expect(findText('Paid \u200b\n', '\u200b', match)).toEqual({ found: false });
    expect(findText('Paid', ' ', match)).toEqual({ found: false });
  });
});

describe('other matches', () => {
  it('part: anywhere', () => {
    expect(findText('Unpaid', 'Paid', 'part')).toEqual({ found: true });
    expect(findText('12.50', '12', 'part')).toEqual({ found: true });
  });

  it('exact: a whole line or cell', () => {
    expect(findText('Orders\n7\tPaid', 'paid', 'exact')).toEqual({ found: true });
    expect(findText('Orders\nPaid today', 'paid', 'exact')).toEqual({ found: false, within: 'paid today' });
    expect(findText('Open', 'paid', 'exact')).toEqual({ found: false });
  });
});

it('an output contains a text as a person reads both, and its case counts', () => {
  expect(containsText('1\u202f234,56\u00a0\u20ac', '1 234,56 \u20ac')).toBe(true);
  expect(containsText('Rechnungs\u00adnummer 7', 'Rechnungsnummer')).toBe(true);
  expect(containsText('PAID', 'Paid')).toBe(false);
  expect(containsText('Paid', '\u200b')).toBe(false);
});
