import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Worker } from 'node:worker_threads';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { Archive, Cancelled, startDeadline } from '../../base/index.ts';
import { Secret, SecretBook } from '../../secrets/index.ts';
import { scanForSecrets, sealTrace } from '../index.ts';

const PASSWORD = 'pä"ss wörd\\😀&+%';
const secrets = new SecretBook();
secrets.add('credential:password', new Secret(PASSWORD));

let folder: string;
let raw: string;
let final: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-seal-'));
  raw = join(folder, 'raw.zip');
  final = join(folder, 'trace.zip');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function zip(path: string, files: Record<string, string | Buffer>): Promise<void> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(path));
}

async function unzip(path: string): Promise<Record<string, Buffer>> {
  const archive = await Archive.open(path);
  const files = await Promise.all(archive.names.map(async (name) => [name, await archive.read(name)] as const));
  archive.close();
  return Object.fromEntries(files);
}

const sha1 = (content: string | Buffer) => createHash('sha1').update(content).digest('hex');
const line = (value: unknown) => `${JSON.stringify(value)}\n`;
const context = line({ version: 10, type: 'context-options', browserName: 'chromium', options: {} });
const removed = (reason: RegExp) => ({ kept: false, reason: expect.stringMatching(reason) });

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(folder)).toEqual([]);
}

describe('a sealed trace', () => {
  it('has no form tokens, which servers mask anew for each page [REDACT-06]', async () => {
    const token = (letter: string) => `${letter}9Xb+/k${letter.repeat(2)}R7wQ0a1Zt5yLmN3pDfGhJ=`;
    const tokens = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map(token);
    const [field, fresh, meta, shown, script, json, posted] = tokens;
    const page =
      `<meta content="${shown}" name=csrf-token><meta name="csrf-param" content="authenticity_token">` +
      `<form><input type="hidden" name="csrfmiddlewaretoken" value='${fresh}'><input name="author" value="Anna 17 Berg Strasse"></form>` +
      `<script>window.config = { csrfToken: "${script}" }</script>`;
    await zip(raw, {
      'trace.trace':
        context +
        line({
          type: 'frame-snapshot',
          snapshot: {
            html: [
              'BODY',
              {},
              ['INPUT', { type: 'hidden', name: 'csrfmiddlewaretoken', __playwright_value_: field }],
              ['META', { name: 'csrf-token', content: meta }],
              ['META', { name: 'csrf-param', content: 'authenticity_token' }],
            ],
          },
        }) +
        line({
          type: 'resource-snapshot',
          snapshot: {
            request: {
              postData: {
                params: [{ name: 'csrfmiddlewaretoken', value: posted }],
                text: `csrfmiddlewaretoken=${encodeURIComponent(posted!)}`,
              },
            },
          },
        }),
      [`resources/${sha1(page)}.html`]: page,
      [`resources/${sha1('json')}.json`]: JSON.stringify({ csrf_token: json, name: 'csrf-protection-2024' }),
    });
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    const kept = Object.values(await unzip(final)).join('\n');
    for (const hidden of tokens) {
      expect(kept).not.toContain(hidden);
      expect(kept).not.toContain(encodeURIComponent(hidden));
    }
    for (const ordinary of ['authenticity_token', 'Anna 17 Berg Strasse', 'csrf-protection-2024']) expect(kept).toContain(ordinary);
  });

  it('has credential headers, cookies, storage and password fields masked, known secrets or not [REDACT-06]', async () => {
    const token = 'tok-4c1d9f';
    const session = 'f00dfeed12345678';
    await zip(raw, {
      'trace.trace':
        context +
        line({
          type: 'after',
          result: {
            cookies: [{ name: 'theme', value: 'dark', domain: 'x', path: '/' }],
            origins: [{ localStorage: [{ name: 'k', value: 'v1' }], indexedDB: [{ x: 1 }] }],
          },
        }) +
        line({
          type: 'frame-snapshot',
          snapshot: { html: ['INPUT', { __playwright_value_: 'unknown to the book', type: 'password', name: 'p' }] },
        }) +
        line({ type: 'before', params: { headers: { 'X-Api-Key': 'key-1', accept: 'text/html' }, value: PASSWORD, [PASSWORD]: 1 } }) +
        line({ type: 'log', message: `the page shows ${session} and ${token}` }),
      'trace.network': line({
        type: 'resource-snapshot',
        snapshot: {
          request: {
            url: `http://x/?access_token=abcdef123456&q=1#${encodeURIComponent(PASSWORD)}`,
            headers: [
              { name: 'Authorization', value: `Bearer ${token}` },
              { name: 'Cookie', value: `theme=dark; sid=${session}` },
              { name: 'Accept', value: 'text/html' },
            ],
            queryString: [
              { name: 'access_token', value: 'abcdef123456' },
              { name: 'q', value: '1' },
            ],
          },
          response: { headers: [{ name: 'Set-Cookie', value: `sid=${session}; HttpOnly\nlang=en` }] },
        },
      }),
    });
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    const files = await unzip(final);
    const all = Object.values(files).join('\n');
    for (const hidden of [token, session, 'key-1', 'v1', 'unknown to the book', 'abcdef123456', 'sid=', 'ss w'])
      expect(all).not.toContain(hidden);
    for (const shown of ['text/html', '"q"', 'the page shows [secret] and [secret]', 'http://x/?access_token=[secret]&q=1#[secret]'])
      expect(all).toContain(shown);
    expect(await readdir(folder)).toEqual(['trace.zip']);
  });

  it('names changed resources by their new content, also in references', async () => {
    const form = `user=me&password=${encodeURIComponent(PASSWORD)}`;
    const page = '<p>nothing to hide</p>';
    await zip(raw, {
      'trace.trace': context,
      'trace.network': line({
        postData: { _file: `resources/${sha1(form)}.dat` },
        content: { _sha1: `${sha1(page)}.html` },
        etag: `"${sha1(form)}"`,
      }),
      [`resources/${sha1(form)}.dat`]: form,
      [`resources/${sha1(page)}.html`]: page,
      'resources/page@1-2.jpeg': Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3]),
    });
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    const files = await unzip(final);
    const cleaned = sha1('user=me&password=[secret]');
    expect(files[`resources/${cleaned}.dat`]?.toString()).toBe('user=me&password=[secret]');
    expect(files[`resources/${sha1(page)}.html`]?.toString()).toBe(page);
    expect(files['resources/page@1-2.jpeg']).toHaveLength(6);
    expect(JSON.parse(files['trace.network']!.toString())).toEqual({
      postData: { _file: `resources/${cleaned}.dat` },
      content: { _sha1: `${sha1(page)}.html` },
      etag: `"${cleaned}"`,
    });
  });

  it('keeps one of two resources that became identical', async () => {
    const bodies = [`p=${encodeURIComponent(PASSWORD)}`, `p=${encodeURIComponent(PASSWORD).toLowerCase()}`];
    await zip(raw, { 'trace.trace': context, ...Object.fromEntries(bodies.map((body) => [`resources/${sha1(body)}.dat`, body])) });
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    expect(Object.keys(await unzip(final))).toEqual([`resources/${sha1('p=[secret]')}.dat`, 'trace.trace']);
  });

  it('has compressed bodies cleaned, and those that cannot be cleaned or searched removed', async () => {
    const body = JSON.stringify({ password: PASSWORD });
    await zip(join(folder, 'inner.zip'), { 'deep/notes.txt': `it is ${PASSWORD}` });
    await zip(raw, {
      'trace.trace': context,
      'resources/a.bin': gzipSync(body),
      'resources/b.bin': brotliCompressSync(body),
      'resources/c.bin': deflateSync(gzipSync(body)),
      'resources/d.bin': zstdCompressSync(body),
      'resources/e.bin': gzipSync('nothing to hide'),
      'resources/f.zip': await readFile(join(folder, 'inner.zip')),
      'resources/bomb.gz': gzipSync(Buffer.alloc(80 * 1024 ** 2)),
    });
    await rm(join(folder, 'inner.zip'));
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    const files = await unzip(final);
    expect(gunzipSync(files['resources/a.bin']!).toString()).toBe('{"password":"[secret]"}');
    expect(gunzipSync(files['resources/e.bin']!).toString()).toBe('nothing to hide');
    expect(files['resources/f.zip']!.toString()).toContain('removed from the trace');
    expect(files['resources/bomb.gz']!.toString()).toContain('removed from the trace');
    expect(await scanForSecrets(folder, secrets)).toEqual([]);
  });

  it('keeps timestamps whose digits contain a secret', async () => {
    const pin = new SecretBook();
    pin.add('credential:pin', new Secret('4711'));
    await zip(raw, { 'trace.trace': context + line({ type: 'log', time: 1471.1, wallTime: 1700471123, message: 'pin 4711' }) });
    expect(await sealTrace(raw, final, pin)).toMatchObject({ kept: true });
    expect((await unzip(final))['trace.trace']!.toString()).toBe(
      context + line({ type: 'log', time: 1471.1, wallTime: 1700471123, message: 'pin [secret]' }),
    );
  });

  it('keeps special keys, and keys that become identical apart', async () => {
    await zip(raw, { 'trace.trace': `${context}{"__proto__":{"x":1},"${encodeURIComponent(PASSWORD)}":1,"[secret]":2}\n` });
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    expect((await unzip(final))['trace.trace']!.toString()).toBe(`${context}{"__proto__":{"x":1},"[secret]":1,"[secret]_":2}\n`);
  });
});

describe('no trace is kept of', () => {
  it('a missing file', async () => {
    expect(await sealTrace(raw, final, secrets)).toEqual(removed(/cannot be unpacked/));
    await expectNothingLeft();
  });

  it.each([0, 3, 21, 200, -1, -30])('a trace cut after %i bytes [REDACT-07]', async (bytes) => {
    await zip(raw, { 'trace.trace': context.repeat(50), 'resources/x.html': 'x'.repeat(500) });
    await writeFile(raw, (await readFile(raw)).subarray(0, bytes));
    expect(await sealTrace(raw, final, secrets)).toEqual(removed(/^it /));
    await expectNothingLeft();
  });

  it('a trace with flipped bits [REDACT-07]', async () => {
    await zip(raw, { 'trace.trace': context.repeat(50) });
    const bytes = await readFile(raw);
    bytes[60]! ^= 0xff;
    await writeFile(raw, bytes);
    expect(await sealTrace(raw, final, secrets)).toMatchObject({ kept: false });
    await expectNothingLeft();
  });

  it('records that are not JSON', async () => {
    await zip(raw, { 'trace.trace': `${context}{"half":` });
    expect(await sealTrace(raw, final, secrets)).toEqual(removed(/line 2 of trace\.trace is not JSON/));
    await expectNothingLeft();
  });

  it('a zip that is not a trace', async () => {
    await zip(raw, { 'readme.txt': 'hello' });
    expect(await sealTrace(raw, final, secrets)).toEqual(removed(/^it is not a trace\.$/));
    await expectNothingLeft();
  });

  it('a zip bomb [REDACT-07]', async () => {
    await zip(raw, { 'trace.trace': context, 'resources/a': Buffer.alloc(3 * 1024 ** 2), 'resources/b': Buffer.alloc(2 * 1024 ** 2) });
    const limits = { entries: 10, entryBytes: 4 * 1024 ** 2, totalBytes: 4 * 1024 ** 2 };
    expect(await sealTrace(raw, final, secrets, { limits })).toEqual(removed(/would unpack to more than/));
    await zip(raw, { 'trace.trace': context, 'resources/a': Buffer.alloc(5 * 1024 ** 2) });
    expect(await sealTrace(raw, final, secrets, { limits })).toEqual(removed(/resources\/a would unpack to 5242880 bytes/));
    await zip(raw, Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`resources/${index}`, 'x'])));
    expect(await sealTrace(raw, final, secrets, { limits })).toEqual(removed(/holds 11 files/));
    await expectNothingLeft();
  });

  it('an entry whose name reveals a secret', async () => {
    const plain = new SecretBook();
    plain.add('credential:password', new Secret('hunter2hunter2'));
    await zip(raw, { 'trace.trace': context, 'resources/hunter2hunter2.txt': 'x' });
    const sealed = await sealTrace(raw, final, plain);
    expect(sealed).toEqual(removed(/the name of a file in it would reveal a secret/));
    await expectNothingLeft();
  });

  it('a trace whose final path cannot be written', async () => {
    await zip(raw, { 'trace.trace': context });
    const sealed = await sealTrace(raw, join(raw, 'trace.zip'), secrets);
    expect(sealed).toMatchObject({ kept: false });
    await expect(stat(raw)).rejects.toThrow('ENOENT');
  });
});

describe('the sealing thread', () => {
  const started: Worker[] = [];
  const note = (worker: Worker) => started.push(worker);
  beforeEach(() => {
    started.length = 0;
    process.on('worker', note);
  });
  afterEach(() => {
    process.off('worker', note);
  });
  /** The id of a thread that has ended. */
  const ENDED = -1;

  it('does the whole search, and has ended afterwards', async () => {
    const find = vi.spyOn(SecretBook.prototype, 'find');
    await zip(raw, { 'trace.trace': context, 'resources/a.html': PASSWORD });
    expect(await sealTrace(raw, final, secrets)).toEqual({ kept: true, path: final });
    expect(find).not.toHaveBeenCalled();
    find.mockRestore();
    expect(started.map(({ threadId }) => threadId)).toEqual([ENDED]);
  });

  it('is terminated in the middle of a search when the deadline ends', async () => {
    await zip(raw, { 'trace.trace': context, 'resources/a.html': `${'%25'.repeat(50)}p%C3%A4%22ss`.repeat(200_000) });
    const cancel = new AbortController();
    using deadline = startDeadline(Number.POSITIVE_INFINITY, 'the test', { signal: cancel.signal });
    const sealing = sealTrace(raw, final, secrets, { deadline });
    while ((await readdir(folder)).length === 1);
    cancel.abort(new Cancelled('enough'));
    expect(await sealing).toEqual({ kept: false, reason: 'it could not be rewritten (enough).' });
    expect(started.map(({ threadId }) => threadId)).toEqual([ENDED]);
    await expectNothingLeft();
  });

  it('does not start after the deadline has ended', async () => {
    await zip(raw, { 'trace.trace': context });
    using deadline = startDeadline(Number.POSITIVE_INFINITY, 'the test', { signal: AbortSignal.abort(new Cancelled('too late')) });
    expect(await sealTrace(raw, final, secrets, { deadline })).toEqual(removed(/too late/));
    expect(started).toEqual([]);
    await expectNothingLeft();
  });
});
