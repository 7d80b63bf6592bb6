import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noDeadline } from '../../base/deadline.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { createFolderArtifacts } from './folder-artifacts.ts';
import { parseArtifactsUrl } from './parse-artifacts-url.ts';
import { createS3Artifacts } from './s3-artifacts.ts';

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

  it('are committed whole, again without harm, opened, and removed', async () => {
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

  it('are undefined where there is none, and nothing outside of the run is reached', async () => {
    const store = await open();
    expect(await store.open('nobody', 'manifest.json')).toBeUndefined();
    for (const path of ['../kept/x', '/etc/passwd', 'a/../../b', 'a//b', 'a\\b', '.', '']) {
      await expect(store.open(id, path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(store.open('../live', 'manifest.json')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.remove('..', noDeadline)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('say whether they can be kept', async () => {
    await mkdir(join(place, 'kept'), { recursive: true });
    await expect((await open()).check(noDeadline)).resolves.toBeUndefined();
  });
});

it('a run folder that lies in the store already is committed where it is', async () => {
  const folder = await runFolder('in-place');
  const store = createFolderArtifacts(join(place, 'live'));
  await store.commit('in-place', folder, Object.keys(FILES), noDeadline);
  expect(await store.keeps('in-place', folder)).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['downloads', 'manifest.json', 'screenshots']);
});

it('a bucket that is not there is told by its name', async () => {
  const store = await createS3Artifacts({ bucket: 'nowhere', prefix: '', endpoint });
  await expect(store.check(noDeadline)).rejects.toMatchObject({ code: 'SETUP_FAILED', message: expect.stringContaining('nowhere') });
});

describe('the place of artifacts', () => {
  it('is a folder, or a bucket with what belongs to it', () => {
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

  it.each(['s3://', 's3://key:secret@b', 's3://b?endpoint=http://u:p@host', 's3://b?endpoint=ftp://x'])('refuses %s', (url) => {
    expect(() => parseArtifactsUrl(url)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});
