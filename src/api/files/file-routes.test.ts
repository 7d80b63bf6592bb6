import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MAX_FILE_BYTES } from '../../contract/index.ts';
import { placeOfFile } from '../../storage/index.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

const OCTETS = { 'content-type': 'application/octet-stream' };

async function client() {
  const { url } = await testApi.api({ requireKeys: true });
  const { key, stored } = await testApi.storage.keys.create(`client ${randomUUID()}`);
  const authorization = `Bearer ${key}`;
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(url + path, { method: 'POST', ...init, headers: { authorization, ...init.headers } });
    return { status: response.status, body: await response.json() };
  };
  return {
    id: stored.id,
    send: (name: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = OCTETS) =>
      ask(`/v1/files?name=${encodeURIComponent(name)}`, { body, headers }),
    create: (request: object) =>
      ask('/v1/runs', { body: JSON.stringify({ directive: 'Attach it', ...request }), headers: { 'content-type': 'application/json' } }),
  };
}

const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('rote-file-'));

test('a file waits for a run of its key, which takes it with its name', async () => {
  const [mine, theirs] = [await client(), await client()];
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
  const { status, body } = await mine.send('Beleg – März.pdf', content);
  expect([status, body]).toMatchObject([201, { name: 'Beleg – März.pdf', bytes: 300_000, file_id: expect.stringMatching(/^file_/) }]);
  expect(body.sha256).toBe(createHash('sha256').update(content).digest('hex'));
  expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  const place = placeOfFile(body.file_id);
  expect(await buffer((await testApi.storage.artifacts.open(place.folder, place.path))!.stream)).toEqual(content);
  expect(await leftovers()).toEqual([]);

  const foreign = await theirs.create({ files: [body.file_id] });
  expect([foreign.status, foreign.body.error.message]).toEqual([400, expect.stringContaining(`has sent no ${body.file_id}`)]);
  const made = await mine.create({ files: [body.file_id] });
  expect(made.status).toBe(202);
  expect(await testApi.storage.files.ofRun(made.body.run_id)).toMatchObject([{ id: body.file_id, name: 'Beleg – März.pdf' }]);
  expect((await mine.create({ files: [body.file_id] })).status).toBe(400);
});

test.each(['../up.pdf', 'a/b.pdf', 'a\\b.pdf', '..', '', 'line\nbreak', 'ä'.repeat(128)])('the name %j is refused', async (name) => {
  const { status, body } = await (await client()).send(name, 'content');
  expect([status, body.error.details.fields]).toMatchObject([400, [{ in: 'query', path: 'name' }]]);
});

test('an empty file, one that is too large, and another content type are refused, and nothing of them is kept', async () => {
  const { send, id } = await client();
  expect((await send('a.pdf', '')).status).toBe(400);
  const large = await send('a.pdf', Buffer.alloc(MAX_FILE_BYTES + 1));
  expect([large.status, large.body.error.message]).toEqual([400, expect.stringContaining('at most 50 MB')]);
  for (const type of ['application/pdf', 'multipart/form-data; boundary=x', 'text/plain'])
    expect([type, (await send('a.pdf', 'content', { 'content-type': type })).status]).toEqual([type, 415]);
  expect(await testApi.storage.files.waiting(id)).toEqual({ count: 0, bytes: 0 });
  expect(await leftovers()).toEqual([]);
});

test('one key can have a hundred files waiting, and others go on sending', async () => {
  const [busy, other] = [await client(), await client()];
  for (let count = 0; count < 100; count += 1)
    await testApi.storage.files.add({ id: `file_${randomUUID()}`, owner: busy.id, name: 'a', bytes: 1, sha256: '' });
  expect(await busy.send('a.pdf', 'content')).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
  expect((await other.send('a.pdf', 'content')).status).toBe(201);
});

test('a page of another origin sends nothing', async () => {
  const { send } = await client();
  expect((await send('a.pdf', 'content', { ...OCTETS, origin: 'http://localhost:5173' })).status).toBe(401);
});
