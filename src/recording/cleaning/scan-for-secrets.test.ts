import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Secret, SecretBook } from '../../secrets/index.ts';
import { scanForSecrets } from '../index.ts';

it('finds secrets in names, texts, records and compressed files, and reports what it could not search', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rote-scan-'));
  const secret = 'hunter2"hunter2';
  const secrets = new SecretBook();
  secrets.add('credential:password', new Secret(secret));
  secrets.add('credential:pin', new Secret('471108'));
  const files: Record<string, string | Buffer> = {
    'clean.txt': 'hunter, 471108000',
    'deep/.hidden': `x${secret}x`,
    'events.ndjson': `${JSON.stringify({ a: [secret] })}\n${JSON.stringify({ [secret]: 1, time: 4711080000 })}\n`,
    'number.json': '{"pin": 471108}',
    'torn.ndjson': `{"a":"${Buffer.from(secret).toString('base64')}`,
    'page.html.gz': gzipSync(`<p>${encodeURIComponent(secret)}</p>`),
    'nested.bin': deflateSync(brotliCompressSync(`${'many words '.repeat(50)}${secret}`)),
    'bomb.gz': gzipSync(Buffer.alloc(70 * 1024 ** 2)),
    [`report ${encodeURIComponent(secret)}.csv`]: 'a;b',
  };
  await mkdir(join(folder, 'deep'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const found = await scanForSecrets(folder, secrets);
  await rm(folder, { recursive: true });
  expect(new Set(found.map(({ file, encoding }) => `${file}: ${encoding}`))).toEqual(
    new Set([
      'clean.txt: plain',
      'deep/.hidden: plain',
      'events.ndjson: plain',
      'number.json: number',
      'torn.ndjson: base64',
      'page.html.gz: plain + percent in gzip',
      'nested.bin: plain in deflate > brotli',
      'bomb.gz: unsearchable in gzip',
      "report [secret].csv: a file's name, plain + percent",
    ]),
  );
});
