import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permitted } from './permitted.ts';

let root: string;
let downloadsFolder: string;
let uploadsFolder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rote-permitted-'));
  downloadsFolder = join(root, 'run', 'downloads');
  uploadsFolder = join(root, 'uploads');
  await mkdir(downloadsFolder, { recursive: true });
  await mkdir(join(uploadsFolder, 'scans'), { recursive: true });
  await mkdir(join(root, 'uploads-of-others'));
  const texts = [
    'server.key',
    'run/downloads/report.csv',
    'uploads/receipt.pdf',
    'uploads/..odd.pdf',
    'uploads/scans/1.png',
    'uploads-of-others/receipt.pdf',
  ];
  await Promise.all(texts.map((name) => writeFile(join(root, name), name)));
  await symlink(join(root, 'server.key'), join(uploadsFolder, 'link.pdf'));
  await symlink(root, join(uploadsFolder, 'up'));
  await symlink(uploadsFolder, join(root, 'by-link'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('without a folder every file of the machine may be uploaded', async () => {
  expect(await permitted(join(root, 'server.key'), { downloadsFolder })).toBe(join(root, 'server.key'));
});

test.each(['receipt.pdf', './receipt.pdf', 'scans/../receipt.pdf', '..odd.pdf', 'scans', 'scans/1.png', 'report.csv'])(
  "a file of the operator's folder or of the run may be: %s",
  async (file) => {
    expect(await permitted(file, { downloadsFolder, uploadsFolder })).toContain(root);
  },
);

test('a file that came with the request may be, by its name or path, whether or not the operator names a folder', async () => {
  const inputsFolder = join(root, 'uploads-of-others');
  for (const others of [null, join(root, 'nowhere')]) {
    for (const file of ['receipt.pdf', join(inputsFolder, 'receipt.pdf')])
      expect(await permitted(file, { downloadsFolder, inputsFolder, uploadsFolder: others })).toBe(join(inputsFolder, 'receipt.pdf'));
    await expect(permitted('../server.key', { downloadsFolder, inputsFolder, uploadsFolder: others })).rejects.toThrow(
      'may not be uploaded',
    );
  }
});

test('by its whole path as well, also where the folder is named by a link', async () => {
  for (const file of [join(uploadsFolder, 'receipt.pdf'), join(downloadsFolder, 'report.csv')])
    expect(await permitted(file, { downloadsFolder, uploadsFolder })).toBe(file);
  const real = join(uploadsFolder, 'receipt.pdf');
  for (const file of [real, 'receipt.pdf', join(root, 'by-link', 'receipt.pdf')])
    expect(await permitted(file, { downloadsFolder, uploadsFolder: join(root, 'by-link') })).toBe(real);
});

test.each([
  ['../server.key'],
  ['scans/../../server.key'],
  ['/etc/passwd'],
  ['/no/such/file'],
  ['/proc/self/environ'],
  ['.'],
  ['..'],
  ['link.pdf'],
  ['up/server.key'],
  ['../uploads-of-others/receipt.pdf'],
  ['file:///etc/passwd'],
  ['~/.ssh/id_rsa'],
])('any other is not uploaded, and the answer does not say whether it exists: %s', async (file) => {
  const failed = await permitted(file, { downloadsFolder, uploadsFolder }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ failure: { performed: 'no' }, message: expect.stringContaining('--uploads') });
});

test("without an operator's folder only downloads of the run are", async () => {
  expect(await permitted('report.csv', { downloadsFolder, uploadsFolder: null })).toBe(join(downloadsFolder, 'report.csv'));
  await expect(permitted(join(uploadsFolder, 'receipt.pdf'), { downloadsFolder, uploadsFolder: null })).rejects.toMatchObject({
    failure: { reason: 'refused' },
    message: expect.stringContaining('unless its operator names a folder of files (--uploads)'),
  });
});

test('a file that is not there is named as missing', async () => {
  await expect(permitted('recipt.pdf', { downloadsFolder, uploadsFolder })).rejects.toMatchObject({
    failure: { reason: 'file_not_found' },
    message: expect.stringMatching(/^The file to upload does not exist: "recipt\.pdf"; /),
  });
});
