import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cancelled, noDeadline, startDeadline } from '../../base/index.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { createFolderArtifacts } from './folder-artifacts.ts';
import { parseArtifactsUrl } from './parse-artifacts-url.ts';
import { createS3Artifacts } from './s3-artifacts.ts';

const run = promisify(execFile);
const FILES = { 'manifest.json': '{"whole":true}', 'screenshots/0001_click.jpg': 'picture', 'downloads/empty.csv': '' };

let place: string;
let s3: S3rver;
let endpoint: string;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'rote-artifacts-'));
  const directory = join(place, 's3');
  await mkdir(directory);
  s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'recordings' }] });
  endpoint = `http://127.0.0.1:${(await s3.run()).port}`;
  process.env.AWS_ACCESS_KEY_ID = 'S3RVER';
  process.env.AWS_SECRET_ACCESS_KEY = 'S3RVER';
});
afterAll(async () => {
  await s3.close();
  await rm(place, { recursive: true, force: true });
});

async function runFolder(name: string): Promise<string> {
  const folder = join(place, 'live', name);
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const stores: [string, () => Promise<ArtifactStore>][] = [
  ['a folder', async () => createFolderArtifacts(join(place, 'kept'))],
  ['S3', () => createS3Artifacts({ bucket: 'recordings', prefix: 'team/one', endpoint })],
];

describe.each(stores)('artifacts in %s', (name, open) => {
  const id = name.replace(' ', '-');

  it('are committed whole, again without effect, opened and removed', async () => {
    const store = await open();
    const folder = await runFolder(id);
    await store.commit(id, folder, Object.keys(FILES), noDeadline);
    await store.commit(id, folder, Object.keys(FILES), noDeadline);
    expect(await store.keeps(id, folder)).toBe(false);
    for (const [path, content] of Object.entries(FILES)) {
      const found = await store.open(id, path);
      expect(found?.bytes).toBe(content.length);
      expect(await text(found!.stream)).toBe(content);
    }
    await store.remove(id, noDeadline);
    expect(await store.open(id, 'manifest.json')).toBeUndefined();
    await store.remove(id, noDeadline);
  });

  it('are undefined when missing, and never outside the run’s folder', async () => {
    const store = await open();
    expect(await store.open('nobody', 'manifest.json')).toBeUndefined();
    for (const path of ['../kept/x', '/etc/passwd', 'a/../../b', 'a//b', 'a\\b', '.', '']) {
      await expect(store.open(id, path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(store.open('../live', 'manifest.json')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.remove('..', noDeadline)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('come back byte for byte, also when large or oddly named', async () => {
    const store = await open();
    const folder = join(place, 'live', `large-${id}`);
    const large = Buffer.alloc(9 * 1024 ** 2, 'Rote replays what it has learned. ');
    const files = { 'trace.zip': large, 'downloads/ä +&?#%20 (1) 🚀.txt': Buffer.from('odd'), 'manifest.json': Buffer.from('{}') };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await store.commit(`large-${id}`, folder, Object.keys(files), noDeadline);
    for (const [path, content] of Object.entries(files)) {
      const found = await store.open(`large-${id}`, path);
      expect(found?.bytes).toBe(content.length);
      expect((await buffer(found!.stream)).equals(content), path).toBe(true);
    }
    const left = await store.open(`large-${id}`, 'trace.zip');
    left!.stream.destroy();
    await store.remove(`large-${id}`, noDeadline);
  });

  it('have no manifest before all files it lists are committed', async () => {
    const store = await open();
    const folder = await runFolder(`half-${id}`);
    const paths = ['manifest.json', 'screenshots/0001_click.jpg', 'downloads/gone.csv'];
    await expect(store.commit(`half-${id}`, folder, paths, noDeadline)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await store.open(`half-${id}`, 'manifest.json')).toBeUndefined();
    await writeFile(join(folder, 'downloads/gone.csv'), 'found again');
    await store.commit(`half-${id}`, folder, paths, noDeadline);
    expect(await text((await store.open(`half-${id}`, 'manifest.json'))!.stream)).toBe(FILES['manifest.json']);
  });

  it('are all removed, however many there are', async () => {
    const store = await open();
    const folder = join(place, 'live', `many-${id}`);
    await mkdir(folder, { recursive: true });
    const paths = Array.from({ length: 60 }, (_, at) => `${at}.txt`);
    await Promise.all(paths.map((path) => writeFile(join(folder, path), path)));
    for (const runId of [`many-${id}`, `many-${id}-2`]) await store.commit(runId, folder, paths, noDeadline);
    await store.remove(`many-${id}`, noDeadline);
    for (const path of paths) expect(await store.open(`many-${id}`, path)).toBeUndefined();
    // A run whose id starts with the same text keeps its files.
    expect(await text((await store.open(`many-${id}-2`, '7.txt'))!.stream)).toBe('7.txt');
  });

  it('are not committed once the deadline has ended', async () => {
    const store = await open();
    const folder = await runFolder(`late-${id}`);
    const over = startDeadline(60_000, 'committing', { signal: AbortSignal.abort(new Cancelled('the worker ends')) });
    await expect(store.commit(`late-${id}`, folder, Object.keys(FILES), over)).rejects.toThrow('the worker ends');
    expect(await store.open(`late-${id}`, 'manifest.json')).toBeUndefined();
  });

  it('pass the check of a store that can be written', async () => {
    await mkdir(join(place, 'kept'), { recursive: true });
    await expect((await open()).check(noDeadline)).resolves.toBeUndefined();
  });
});

it('commits a run folder inside the store in place', async () => {
  const folder = await runFolder('in-place');
  const store = createFolderArtifacts(join(place, 'live'));
  await store.commit('in-place', folder, Object.keys(FILES), noDeadline);
  expect(await store.keeps('in-place', folder)).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['downloads', 'manifest.json', 'screenshots']);
});

it('reports a folder that cannot be written', async () => {
  const file = join(place, 'a-file');
  await writeFile(file, '');
  const store = createFolderArtifacts(join(file, 'below'));
  await expect(store.check(noDeadline)).rejects.toMatchObject({ code: 'STORAGE_FULL', message: expect.stringContaining(file) });
});

it('rejects and leaves nothing that looks whole when the server breaks off', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const store = await createS3Artifacts({ bucket: 'recordings', prefix: '', endpoint: `http://127.0.0.1:${port}` });
  const folder = await runFolder('broken');
  await expect(store.commit('broken', folder, Object.keys(FILES), noDeadline)).rejects.toThrow();
  await expect(store.open('broken', 'manifest.json')).rejects.toThrow();
  server.close();
});

const canMount = process.getuid?.() === 0 && process.platform === 'linux';
it.runIf(canMount)('reports a full disk and keeps no part of a file (needs root: it mounts a small disk)', async () => {
  const disk = join(place, 'small');
  await mkdir(disk);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]);
  try {
    const store = createFolderArtifacts(disk);
    const folder = await runFolder('too-large');
    await writeFile(join(folder, 'trace.zip'), Buffer.alloc(2 * 1024 ** 2));
    await expect(store.commit('too-large', folder, [...Object.keys(FILES), 'trace.zip'], noDeadline)).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      message: expect.stringContaining(disk),
    });
    expect(await store.open('too-large', 'trace.zip')).toBeUndefined();
    expect(await store.open('too-large', 'manifest.json')).toBeUndefined();
    expect((await readdir(join(disk, 'too-large'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  } finally {
    await run('umount', [disk]);
  }
});

it('names a bucket that does not exist', async () => {
  const store = await createS3Artifacts({ bucket: 'nowhere', prefix: '', endpoint });
  await expect(store.check(noDeadline)).rejects.toMatchObject({ code: 'SETUP_FAILED', message: expect.stringContaining('nowhere') });
});

describe('parseArtifactsUrl', () => {
  it('accepts a folder, or a bucket with prefix, endpoint and region', () => {
    expect(parseArtifactsUrl('/srv/rote')).toEqual({ kind: 'folder', folder: '/srv/rote' });
    expect(parseArtifactsUrl('s3://b')).toEqual({ kind: 's3', bucket: 'b', prefix: '' });
    expect(parseArtifactsUrl('s3://b/a/c/?endpoint=http://127.0.0.1:9000&region=eu-central-1')).toEqual({
      kind: 's3',
      bucket: 'b',
      prefix: 'a/c',
      endpoint: 'http://127.0.0.1:9000',
      region: 'eu-central-1',
    });
  });

  it.each([
    's3://',
    's3://key:secret@b',
    's3://b?endpoint=http://u:p@host',
    's3://b?endpoint=ftp://x',
    's3://b/%zz',
    's3://b:1/x',
    'https://b/x',
  ])('refuses %s', (url) => {
    expect(() => parseArtifactsUrl(url)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});
