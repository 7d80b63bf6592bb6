import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { xlsx, zip } from '../../../../tests/support/xlsx.ts';
import { noDeadline } from '../../../base/index.ts';
import { type ReadFileOptions, readFileContent } from './read-file.ts';

const read = (file: string, options: ReadFileOptions = { mode: 'text' }) => readFileContent(folder, file, options, noDeadline);
const put = (name: string, content: string | Buffer) => writeFile(join(folder, name), content);
const table = async (name: string, sheet?: ReadFileOptions['sheet']) => JSON.parse(await read(name, { mode: 'table', sheet }));

let place: string;
let folder: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'rote-read-'));
  folder = join(place, 'downloads');
  await mkdir(folder);
  await writeFile(join(place, 'key.txt'), 'not yours');
  await symlink(join(place, 'key.txt'), join(folder, 'link.txt'));
});
afterAll(() => rm(place, { recursive: true }));

const TEXT = 'sku;amount\r\nA-1;12,50 €\r\n';

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['big-endian UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
  ['windows-1252', Buffer.from(TEXT.replace('€', '\u0080'), 'latin1')],
])('reads %s', async (_, bytes) => {
  await writeFile(join(folder, 'list.csv'), bytes);
  expect(await read('list.csv')).toBe(TEXT);
  expect(await read(join(folder, 'list.csv'))).toBe(TEXT);
});

test.each([
  ['%PDF-1.7', 'is a PDF'],
  ['a\u0000b', 'is not a text'],
])('says that a file that begins with %j %s', async (content, words) => {
  await writeFile(join(folder, 'file'), content);
  await expect(read('file')).rejects.toThrow(`The file "file" ${words}, which cannot be read.`);
});

test.each([['../key.txt'], ['link.txt'], ['/etc/hostname'], ['.']])('refuses %s, which this run did not download', async (file) => {
  await expect(read(file)).rejects.toMatchObject({ failure: { reason: 'refused', performed: 'no' } });
});

test('refuses a file that is missing or too large', async () => {
  await expect(read('none.csv')).rejects.toThrow('No download of this run is called "none.csv".');
  await writeFile(join(folder, 'large.csv'), '');
  await truncate(join(folder, 'large.csv'), 21 * 1024 * 1024);
  await expect(read('large.csv')).rejects.toThrow('has 22020096 bytes, and at most 20971520 are read.');
});

describe('a workbook', () => {
  const ORDERS = [
    ['Order', 'Total', 'Paid', 'Due', undefined, 'Order'],
    ['A-1', 12.5, true, { days: 46_082 }, 'first\tline\nsecond', ' Zoë <x> '],
    [],
    ['A-2', 0.1, false, { days: 46_082.354_166_666_67 }],
  ];

  test('is read by its sheets, by name or position', async () => {
    await put('book.xlsx', await xlsx({ 3: [['three']], Orders: ORDERS, 'Q&A 2': [['Question'], ['Why?']] }));
    expect(await read('book.xlsx')).toBe('three');
    expect(await read('book.xlsx', { mode: 'text', sheet: 'Orders' })).toBe(
      [
        'Order\tTotal\tPaid\tDue\t\tOrder',
        'A-1\t12.5\tTRUE\t2026-03-01\tfirst line second\t Zoë <x> ',
        '\t\t\t\t\t',
        'A-2\t0.1\tFALSE\t2026-03-01 08:30:00\t\t',
      ].join('\n'),
    );
    for (const sheet of ['Q&A 2', 3]) expect(await read('book.xlsx', { mode: 'text', sheet })).toBe('Question\nWhy?');
    expect(await read('book.xlsx', { mode: 'text', sheet: '3' })).toBe('three');
    expect(await read('book.xlsx', { mode: 'text', sheet: '1' })).toBe('three');
    expect(await read('book.xlsx', { mode: 'text', sheet: { every: true } })).toMatch(/^three\nOrder\t[\s\S]*\nA-2.*\nQuestion\nWhy\?$/);
    await expect(read('book.xlsx', { mode: 'text', sheet: 'orders' })).rejects.toThrow(
      'The file "book.xlsx" has no sheet "orders"; its sheets are "3", "Orders", "Q&A 2".',
    );
    await expect(read('book.xlsx', { mode: 'text', sheet: 9 })).rejects.toThrow('has no sheet "9"');
  });

  test('is a table of typed values by header', async () => {
    await put('book.xlsx', await xlsx({ Orders: ORDERS }));
    expect(await table('book.xlsx')).toEqual([
      { Order: 'A-1', Total: 12.5, Paid: true, Due: '2026-03-01', 'column 5': 'first\tline\nsecond', 'Order (2)': ' Zoë <x> ' },
      { Order: 'A-2', Total: 0.1, Paid: false, Due: '2026-03-01 08:30:00', 'column 5': '', 'Order (2)': '' },
    ]);
    await put('empty.xlsx', await xlsx({ Orders: [] }));
    expect(await table('empty.xlsx')).toEqual([]);
    expect(await read('empty.xlsx')).toBe('');
  });

  test('that is damaged is refused in one sentence', async () => {
    const whole = await xlsx({ Orders: ORDERS });
    const damaged: [Buffer, string][] = [
      [whole.subarray(0, whole.length / 2), 'is a damaged or too large XLSX workbook: it cannot be unpacked ('],
      [await xlsx({ Orders: '<row r="1"><c r="A1"><v>1</row>' }), 'is damaged: '],
      [await xlsx({ Orders: '<row r="1"><c r="A1" t="s"><v>5</v></c></row>' }), 'is damaged: '],
      [await zip({ 'xl/workbook.xml': '<workbook/>' }), 'is damaged: '],
      [await zip({ 'word/document.xml': '<x/>' }), 'is an archive or an Office document other than XLSX, which cannot be read.'],
    ];
    for (const [content, words] of damaged) {
      await put('damaged.xlsx', content);
      await expect(read('damaged.xlsx')).rejects.toThrow(`The file "damaged.xlsx" ${words}`);
    }
  });

  test('that would unpack to too much is refused before it is unpacked', async () => {
    const bomb = await zip({ 'xl/workbook.xml': Buffer.alloc(65 * 1024 ** 2) });
    await put('bomb.xlsx', bomb);
    await expect(read('bomb.xlsx')).rejects.toThrow('xl/workbook.xml would unpack to 68157440 bytes.');
    // Both headers say that it is small.
    for (let at = bomb.indexOf('PK\u0001\u0002', 'latin1'); at !== -1; at = -1) bomb.writeUInt32LE(100, at + 24);
    await put('bomb.xlsx', bomb);
    await expect(read('bomb.xlsx')).rejects.toThrow('is a damaged or too large XLSX workbook: it cannot be unpacked (');
  });

  test('whose few cells are far apart does not exhaust the memory', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `<row r="${index + 1}"><c r="XFD${index + 1}"><v>1</v></c></row>`).join('');
    await put('wide.xlsx', await xlsx({ Orders: rows }));
    await expect(read('wide.xlsx')).rejects.toThrow('has 3276800 cells, and at most 2000000 are read.');
    await put('long.xlsx', await xlsx({ Orders: '<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>' }));
    await expect(read('long.xlsx')).rejects.toThrow(/The file "long\.xlsx" (has a table that is too large to be read|is damaged: .*)\./);
  });
});

describe('a CSV file as a table', () => {
  test.each([
    ['commas', 'sku,name\r\nA-1,"Bolt, 5"" long"\r\nA-2,"two\nlines; both"\r\n'],
    ['semicolons', 'sku;name\nA-1;"Bolt, 5"" long"\n\nA-2;"two\nlines; both"'],
    ['tabs', 'sku\tname\nA-1\t"Bolt, 5"" long"\nA-2\t"two\nlines; both"\n'],
    ['a named delimiter', 'sep=;\r\nsku;name\r\nA-1;"Bolt, 5"" long"\r\nA-2;"two\nlines; both"\r\n'],
  ])('is read with %s', async (_, text) => {
    await put('list.csv', text);
    expect(await table('list.csv')).toEqual([
      { sku: 'A-1', name: 'Bolt, 5" long' },
      { sku: 'A-2', name: 'two\nlines; both' },
    ]);
    expect(await read('list.csv')).toBe(text);
  });

  test('keeps its values as they are, with commas for decimals and in any encoding', async () => {
    await put('list.csv', Buffer.from('\ufeffsku;amount;note\n007;12,50;5" pipe €\n008;1,00\n', 'utf16le'));
    expect(await table('list.csv')).toEqual([
      { sku: '007', amount: '12,50', note: '5" pipe €' },
      { sku: '008', amount: '1,00', note: '' },
    ]);
  });

  test('may have one column, no rows, and names that mean something to JavaScript', async () => {
    await put('list.csv', 'name\nZoë\n');
    expect(await table('list.csv')).toEqual([{ name: 'Zoë' }]);
    await put('list.csv', '');
    expect(await table('list.csv')).toEqual([]);
    await put('list.csv', '__proto__,a\n1,2\n');
    expect(await read('list.csv', { mode: 'table' })).toBe('[{"__proto__":"1","a":"2"}]');
  });

  test('is refused if a quote never closes, or if a sheet is asked for', async () => {
    await put('list.csv', 'a,b\n"1,2\n');
    await expect(table('list.csv')).rejects.toThrow('The file "list.csv" is a damaged CSV file: Quote Not Closed');
    await expect(table('list.csv', 'Orders')).rejects.toThrow('The file "list.csv" is not an XLSX workbook, so it has no sheets');
  });
});
