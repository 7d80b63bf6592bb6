import { assert, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { downloadName } from './download-name.ts';

test.each([
  ['report.csv', 'report.csv'],
  ['re port (1).csv', 're_port_1.csv'],
  ['../../etc/passwd', 'etc_passwd'],
  ['.htaccess', 'unnamed.htaccess'],
  ['???.pdf', 'unnamed.pdf'],
  ['', 'unnamed'],
  ['report.pdf. . ', 'report.pdf'],
  ['con.csv', '_con.csv'],
  ['LPT1', '_LPT1'],
  ['console.csv', 'console.csv'],
  ['报告 2026.xlsx', '报告_2026.xlsx'],
  ['تقرير\u200f.pdf', 'تقرير.pdf'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['🧾.pdf', '🧾.pdf'],
  ['हिन्दी.pdf', 'हिन्दी.pdf'],
  ['Mu\u0308ller.pdf', 'Müller.pdf'],
])('%j is saved as %j', (suggested, name) => {
  expect(downloadName(suggested)).toBe(name);
});

test.each([['a'], ['报'], ['ع'], ['👨‍👩‍👧'], ['e\u0301\u0323']])(
  'a long name of %s keeps its suffix and stays within 255 bytes',
  (character) => {
    for (const suffix of ['.pdf', '.tar.gz']) {
      const name = downloadName(character.repeat(300) + suffix, 12);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(Buffer.byteLength(name)).toBeGreaterThan(170);
      expect(name.endsWith(`_12${suffix}`)).toBe(true);
      expect(name.isWellFormed()).toBe(true);
    }
  },
);

test('any name is one path segment within the limit, and counting gives another one', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 300 }), integer({ min: 2, max: 99 }), (text, count) => {
      const name = downloadName(text);
      expect(name).not.toMatch(/^\.|[\s/\\:*?"<>|\0]|\.$/);
      expect(name).not.toBe('');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(downloadName(text, count)).not.toBe(name);
    }),
  );
});
