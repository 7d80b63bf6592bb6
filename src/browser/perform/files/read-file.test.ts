import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTextFile } from './read-file.ts';

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
  expect(await readTextFile(folder, 'list.csv')).toBe(TEXT);
  expect(await readTextFile(folder, join(folder, 'list.csv'))).toBe(TEXT);
});

test.each([
  ['%PDF-1.7', 'is a PDF'],
  ['PK\u0003\u0004', 'is an archive or an Office document'],
  ['a\u0000b', 'is not a text'],
])('says that a file that begins with %j %s', async (content, words) => {
  await writeFile(join(folder, 'file'), content);
  await expect(readTextFile(folder, 'file')).rejects.toThrow(`The file "file" ${words}, which cannot be read.`);
});

test.each([['../key.txt'], ['link.txt'], ['/etc/hostname'], ['.']])('refuses %s, which this run did not download', async (file) => {
  await expect(readTextFile(folder, file)).rejects.toMatchObject({ failure: { reason: 'refused', performed: 'no' } });
});

test('refuses a file that is missing or too large', async () => {
  await expect(readTextFile(folder, 'none.csv')).rejects.toThrow('There is no file "none.csv" among the downloads of this run.');
  await writeFile(join(folder, 'large.csv'), '');
  await truncate(join(folder, 'large.csv'), 21 * 1024 * 1024);
  await expect(readTextFile(folder, 'large.csv')).rejects.toThrow('has 22020096 bytes, and at most 20971520 are read.');
});
