import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noDeadline, startDeadline } from '../../base/index.ts';
import { ensureBrowser, findBrowser } from '../index.ts';

let folder: string;
/** An environment in which nothing is installed. */
let empty: NodeJS.ProcessEnv;

async function program(path: string, script: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-find-'));
  empty = { PATH: join(folder, 'bin'), HOME: join(folder, 'home'), ROTE_BROWSER_PATHS: '' };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('prefers ROTE_BROWSER and never replaces it silently', async () => {
  const named = await program(join(folder, 'named'), 'echo "Chromium 99.0.1 built on X"');
  expect(await findBrowser({ ...empty, ROTE_BROWSER: named })).toEqual({ path: named, version: 'Chromium 99.0.1', source: 'ROTE_BROWSER' });
  await expect(findBrowser({ ROTE_BROWSER: '/no/such/browser' })).rejects.toMatchObject({
    code: 'SETUP_FAILED',
    message: expect.stringContaining('"/no/such/browser"'),
  });
  await expect(findBrowser({ ROTE_BROWSER: '/bin/false' })).rejects.toMatchObject({ code: 'SETUP_FAILED' });
  await expect(ensureBrowser(noDeadline, { env: { ROTE_BROWSER: '/bin/true' } })).rejects.toMatchObject({ code: 'SETUP_FAILED' });
});

test('finds an installed browser on PATH and skips one that does not start', async () => {
  await program(join(folder, 'bin/google-chrome'), 'exit 1');
  const installed = await program(join(folder, 'bin/chromium'), 'echo "Chromium 156.0.8078.79"');
  expect(await findBrowser(empty)).toEqual({ path: installed, version: 'Chromium 156.0.8078.79', source: 'system' });
  expect(await ensureBrowser(startDeadline(1_000, 'a test'), { env: empty })).toMatchObject({ path: installed });
});

test("finds Playwright's downloads, newest first", async () => {
  const cache = join(folder, 'playwright');
  await program(join(cache, 'chromium-999/chrome-linux64/chrome'), 'echo "Google Chrome for Testing 1.0.9"');
  const newest = await program(join(cache, 'chromium-1000/chrome-linux64/chrome'), 'echo "Google Chrome for Testing 1.0.10"');
  const env = { ...empty, PATH: '/nowhere', PLAYWRIGHT_BROWSERS_PATH: cache };
  const found = await findBrowser(env);
  expect([newest, '/usr/lib/chromium/chromium', '/opt/google/chrome/chrome']).toContain(found?.path);
});

test('starts a browser to learn its version once, and again after it was replaced', async () => {
  const home = join(folder, 'home-with-cache');
  await mkdir(home, { recursive: true });
  const env = { PATH: join(folder, 'bin'), HOME: home };
  const starts = join(folder, 'starts');
  const named = await program(join(folder, 'counted'), `echo started >> '${starts}'; echo "Chromium 99.0.1"`);
  const find = (asksAgain = false) => findBrowser({ ...env, ROTE_BROWSER: named }, { asksAgain });
  const count = async () => (await readFile(starts, 'utf8')).split('\n').length - 1;
  for (let i = 0; i < 3; i++) expect(await find()).toMatchObject({ version: 'Chromium 99.0.1' });
  expect(await count()).toBe(1);
  await find(true);
  expect(await count()).toBe(2);
  await program(named, `echo started >> '${starts}'; echo "Chromium 100.0.22"`);
  expect(await find()).toMatchObject({ version: 'Chromium 100.0.22' });
  expect(await count()).toBe(3);
});

test('finds a browser where the file of known versions is damaged or cannot be written', async () => {
  const home = join(folder, 'home-damaged');
  await mkdir(join(home, '.cache', 'rote', 'browsers.json'), { recursive: true });
  const named = await program(join(folder, 'named-again'), 'echo "Chromium 99.0.1"');
  expect(await findBrowser({ HOME: home, ROTE_BROWSER: named })).toMatchObject({ version: 'Chromium 99.0.1' });
  const other = join(folder, 'home-garbage');
  await mkdir(join(other, '.cache', 'rote'), { recursive: true });
  await writeFile(join(other, '.cache', 'rote', 'browsers.json'), '{"x":');
  expect(await findBrowser({ HOME: other, ROTE_BROWSER: named })).toMatchObject({ version: 'Chromium 99.0.1' });
});
