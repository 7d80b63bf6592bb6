import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noDeadline, startDeadline } from '../base/index.ts';
import { Secret } from '../secrets/index.ts';
import { openSessionStore, type SavedState } from './index.ts';

const id = { origin: 'https://shop.example', account: 'maria' };
const now = Date.UTC(2026, 10, 1);
const clock = { now: () => now };
/** As Rote makes one in the data folder. */
const key = async () => ({ secret: new Secret('a1'.repeat(32)), isChosen: false });
const chosen = (secret: string) => async () => ({ secret: new Secret(secret), isChosen: true });

function cookie(name: string, value: string, expires = -1): SavedState['cookies'][number] {
  return { name, value, domain: 'shop.example', path: '/', expires, httpOnly: true, secure: true, sameSite: 'Lax' };
}

const state: SavedState = {
  cookies: [cookie('session', 'sess-5f2c"ü'), { ...cookie('theme', 'dark', now / 1000 + 60), partitionKey: 'kept' }],
  origins: [{ origin: id.origin, localStorage: [{ name: 'token', value: 'tok-77' }], indexedDB: [{ name: 'db', version: 1 }] }],
  session_storage: [{ origin: id.origin, items: [{ name: 'tab', value: '1' }] }],
};

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'rote-sessions-')), 'sessions');
});
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
});

async function onlyFile(): Promise<string> {
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
}

describe('a saved session', () => {
  it('comes back whole, cookies, localStorage, IndexedDB and sessionStorage', async () => {
    const store = openSessionStore({ folder, key, clock });
    expect(await store.load(id)).toEqual({ kind: 'none' });
    expect(await store.save(id, state, noDeadline)).toBe('saved');
    expect(await store.load({ origin: 'https://shop.example/login?x=1', account: 'maria' })).toEqual({
      kind: 'found',
      state,
      savedAt: now,
    });
    expect(await store.load({ ...id, account: 'paul' })).toEqual({ kind: 'none' });
    expect(await store.load({ ...id, origin: 'http://shop.example' })).toEqual({ kind: 'none' });
  });

  it('is in a file that only this user can read, and whose name reveals nothing', async () => {
    await openSessionStore({ folder, key, clock }).save(id, state, noDeadline);
    const file = await onlyFile();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(file).not.toMatch(/shop|maria/);
  });

  it('restricts a folder that others could read', async () => {
    const store = openSessionStore({ folder, key, clock });
    await store.save(id, state, noDeadline);
    await chmod(folder, 0o755);
    await store.save(id, state, noDeadline);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('loses expired cookies, and is unusable without one that the login needs', async () => {
    const store = openSessionStore({ folder, key, clock });
    await store.save(id, { ...state, cookies: [cookie('session', 'x', now / 1000 - 1), cookie('theme', 'dark')] }, noDeadline);
    const loaded = await store.load(id);
    expect(loaded.kind === 'found' && loaded.state.cookies.map((one) => one.name)).toEqual(['theme']);
    expect(await store.load(id, { neededCookies: ['session'] })).toMatchObject({ kind: 'unusable', reason: 'expired' });
  });

  it('is unusable when everything in it has expired', async () => {
    const store = openSessionStore({ folder, key, clock });
    await store.save(id, { cookies: [cookie('session', 'x', now / 1000 - 1)], origins: [] }, noDeadline);
    expect(await store.load(id)).toMatchObject({ kind: 'unusable', reason: 'expired' });
  });

  it.each([
    ['empty', () => ''],
    ['half a file', (text: string) => text.slice(0, text.length / 2)],
    ['another shape', () => '{"version":1,"cookies":"all"}'],
    ['not JSON', () => '\0\0\0'],
  ])('is reported as damaged, without throwing, when its file is %s', async (_name, damage) => {
    const store = openSessionStore({ folder, key, clock });
    await store.save(id, state, noDeadline);
    const file = await onlyFile();
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect(await store.load(id)).toEqual({
      kind: 'unusable',
      reason: 'corrupt',
      message: 'The saved session of maria at https://shop.example is not used: its file is damaged.',
    });
    expect(await store.list()).toEqual([]);
    await store.save(id, state, noDeadline);
    expect(await store.load(id)).toMatchObject({ kind: 'found' });
  });

  it('is not restored from the file of another account', async () => {
    const store = openSessionStore({ folder, key, clock });
    await store.save(id, state, noDeadline);
    const stolen = await readFile(await onlyFile());
    await store.forget();
    await store.save({ ...id, account: 'paul' }, state, noDeadline);
    await writeFile(await onlyFile(), stolen);
    expect(await store.load({ ...id, account: 'paul' })).toMatchObject({ kind: 'unusable', reason: 'corrupt' });
  });

  it('needs a valid origin', async () => {
    await expect(openSessionStore({ folder, key }).load({ origin: 'shop', account: 'maria' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await expect(openSessionStore({ folder, key }).load({ origin: 'data:text/html,x', account: 'maria' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it('is SETUP_FAILED when it cannot be written', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await expect(openSessionStore({ folder, key }).save(id, state, noDeadline)).rejects.toMatchObject({ code: 'SETUP_FAILED' });
  });
});

describe.each([
  ['a passphrase', () => 'correct horse battery'],
  ['32 bytes in base64', () => randomBytes(32).toString('base64')],
  ['32 bytes in hex', () => randomBytes(32).toString('hex')],
])('with ROTE_SECRET_KEY as %s', (_name, newKey) => {
  it('hides the session from anyone without the key, and distinguishes a wrong key from damage [REDACT-12]', async () => {
    const secret = newKey();
    const store = openSessionStore({ folder, key: chosen(secret), clock });
    await store.save(id, state, noDeadline);
    const file = await onlyFile();
    const text = await readFile(file, 'utf8');
    for (const hidden of ['sess-5f2c', 'tok-77', 'theme', 'localStorage', secret]) expect(text).not.toContain(hidden);
    expect(await store.load(id)).toEqual({ kind: 'found', state, savedAt: now });
    for (const other of [chosen('another key'), key])
      expect(await openSessionStore({ folder, key: other, clock }).load(id)).toMatchObject({ reason: 'wrong_key' });
    expect(await store.list()).toEqual([{ ...id, savedAt: now, expiresAt: null, encrypted: true }]);
  });

  it('detects a changed byte and a changed head', async () => {
    const store = openSessionStore({ folder, key: chosen(newKey()), clock });
    await store.save(id, state, noDeadline);
    const file = await onlyFile();
    const whole = JSON.parse(await readFile(file, 'utf8'));
    const data = Buffer.from(whole.data, 'base64');
    data[3]! ^= 1;
    for (const change of [{ data: data.toString('base64') }, { data: '' }, { expires_at: 1 }, { saved_at: 5 }, { nonce: '' }]) {
      await writeFile(file, JSON.stringify({ ...whole, ...change }));
      expect(await store.load(id)).toMatchObject({ kind: 'unusable', reason: 'corrupt' });
    }
    await truncate(file, 40);
    expect(await store.load(id)).toMatchObject({ reason: 'corrupt' });
  });
});

describe('a session that an older version saved unencrypted', () => {
  const writePlain = async () => {
    await openSessionStore({ folder, key, clock }).save(id, state, noDeadline);
    const file = await onlyFile();
    await writeFile(file, JSON.stringify({ version: 1, ...id, saved_at: now, expires_at: null, state }), { mode: 0o600 });
    return file;
  };

  it('is used with the key that Rote made, and encrypted then', async () => {
    const file = await writePlain();
    const store = openSessionStore({ folder, key, clock });
    expect(await store.list()).toMatchObject([{ encrypted: false }]);
    expect(await store.load(id)).toEqual({ kind: 'found', state, savedAt: now });
    const text = await readFile(file, 'utf8');
    for (const hidden of ['sess-5f2c', 'tok-77', 'localStorage']) expect(text).not.toContain(hidden);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await store.load(id)).toEqual({ kind: 'found', state, savedAt: now });
  });

  it('is not trusted when a person has set the key, and replaced with an encrypted one', async () => {
    const file = await writePlain();
    const store = openSessionStore({ folder, key: chosen('correct horse'), clock });
    expect(await store.load(id)).toMatchObject({ reason: 'not_encrypted' });
    await store.save(id, state, noDeadline);
    expect(await readFile(file, 'utf8')).not.toContain('sess-5f2c');
  });
});

it('keeps the newest session, whole, when many runs save at once', async () => {
  const store = openSessionStore({ folder, key: chosen(randomBytes(32).toString('base64')), clock });
  const times = [5, 9, 1, 12, 3, 7, 2];
  await Promise.all(times.map((at) => store.save(id, { cookies: [cookie('session', `value-${at}`)], origins: [] }, noDeadline, at)));
  expect(await store.load(id)).toMatchObject({ kind: 'found', savedAt: 12, state: { cookies: [{ value: 'value-12' }] } });
  expect((await readdir(folder)).filter((name) => !name.endsWith('.json'))).toEqual([]);
});

it('waits for the lock of another process no longer than the deadline allows', async () => {
  const store = openSessionStore({ folder, key, clock });
  await store.save(id, state, noDeadline);
  await writeFile(`${await onlyFile()}.lock`, '');
  await expect(store.save(id, state, startDeadline(200, 'saving the session'))).rejects.toThrow('saving the session took longer');
});

it('lists and forgets sessions by origin and account', async () => {
  const store = openSessionStore({ folder, key, clock });
  const soon = { cookies: [cookie('a', 'b', now / 1000 + 5), cookie('c', 'd', now / 1000 + 9)], origins: [] };
  await store.save(id, soon, noDeadline);
  await store.save({ ...id, account: 'paul' }, state, noDeadline);
  await store.save({ origin: 'https://mail.example', account: 'maria' }, state, noDeadline);
  expect(await store.list()).toEqual([
    { origin: 'https://mail.example', account: 'maria', savedAt: now, expiresAt: null, encrypted: true },
    { ...id, savedAt: now, expiresAt: now + 9000, encrypted: true },
    { ...id, account: 'paul', savedAt: now, expiresAt: null, encrypted: true },
  ]);
  expect(await store.forget({ origin: 'https://shop.example/', account: 'paul' })).toBe(1);
  expect(await store.forget({ account: 'maria' })).toBe(2);
  expect(await store.list()).toEqual([]);
  expect(await store.forget()).toBe(0);
});

it('removes half-written files of a killed process when the next session is saved', async () => {
  const store = openSessionStore({ folder, key, clock });
  await store.save(id, state, noDeadline);
  const [old, young] = [join(folder, '.old.tmp'), join(folder, '.young.tmp')];
  await writeFile(old, 'x');
  await writeFile(young, 'x');
  await utimes(old, 1, 1);
  await store.save(id, state, noDeadline);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual(['.young.tmp']);
});
