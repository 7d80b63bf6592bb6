import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../base/index.ts';
import { type Clock, errorMessage, startDeadline, systemClock, writeFileWhole } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';
import type { Secret } from '../secrets/index.ts';
import { expiryOf, isEmpty, type SavedState, withoutExpired } from './saved-state.ts';
import { SessionCipher } from './session-cipher.ts';
import { openSession, parseSession, type SessionFile, writeSession } from './session-file.ts';
import { withFileLock } from './with-file-lock.ts';

export interface SessionId {
  /** The application, for example `https://shop.example`; a URL is reduced to its origin. */
  origin: string;
  /** Who is logged in, for example the user name. */
  account: string;
}

interface SavedSession extends SessionId {
  savedAt: number;
  /** Milliseconds since 1970; null when the session holds something without an expiry. */
  expiresAt: number | null;
  encrypted: boolean;
}

/** `unusable`: log in again. `message` says why, in one sentence. */
type LoadedSession =
  | { kind: 'found'; state: SavedState; savedAt: number }
  | { kind: 'none' }
  | { kind: 'unusable'; reason: UnusableReason; message: string };
type UnusableReason = 'expired' | 'wrong_key' | 'not_encrypted' | 'corrupt' | 'unreadable';

export interface SessionStore {
  /**
   * Never rejects because of a file's content. VALIDATION_FAILED for an invalid origin. A session that lacks one of
   * `neededCookies` (names) is `expired`: sessions are restored whole or not at all.
   */
  load(id: SessionId, options?: { neededCookies?: readonly string[] }): Promise<LoadedSession>;
  /**
   * Replaces the saved session unless that one is newer (`takenAt`, milliseconds since 1970, default now): when two
   * runs end together, the newer session stays. Throws SETUP_FAILED when it cannot be written, and what the deadline
   * throws.
   */
  save(id: SessionId, state: SavedState, deadline: Deadline, takenAt?: number): Promise<'saved' | 'newer_kept'>;
  /** The saved sessions, sorted by origin and account, without damaged files. */
  list(): Promise<SavedSession[]>;
  /** Removes the matching sessions and returns how many. Without a filter it removes all, damaged files included. */
  forget(what?: Partial<SessionId>): Promise<number>;
}

interface StoreOptions {
  /** Created if missing, readable by this user only. */
  folder: string;
  /** Asked for when the first file is opened or written. */
  key: () => Promise<SessionKey>;
  clock?: Clock;
}

export interface SessionKey {
  secret: Secret;
  /**
   * A person set it (ROTE_SECRET_KEY): files that are not encrypted are not trusted, since anyone could have put them
   * there. With a key that Rote keeps in the data folder, who can write the one can read the other: they are used, and
   * encrypted.
   */
  isChosen: boolean;
}

const WHY: Record<UnusableReason, string> = {
  expired: 'it has expired',
  wrong_key: 'it was encrypted with another key (ROTE_SECRET_KEY, or server.key in the data folder)',
  not_encrypted: 'it is not encrypted although ROTE_SECRET_KEY is set',
  corrupt: 'its file is damaged',
  unreadable: 'its file cannot be read',
};
const LEFTOVER_MS = 10 * 60 * 1000;
const RESEAL_MS = 5_000;

/** Saved logins in a folder: one encrypted file per origin and account, mode 0600. Parallel runs may share the folder. */
export function openSessionStore({ folder, key, clock = systemClock }: StoreOptions): SessionStore {
  let opened: Promise<Seal> | undefined;
  const seal = () => (opened ??= key().then(({ secret, isChosen }) => ({ cipher: new SessionCipher(secret), isChosen })));
  return {
    load: async (id, options) => load(folder, normal(id), seal, clock, options?.neededCookies ?? []),
    save: async (id, state, deadline, takenAt = clock.now()) => save(folder, normal(id), state, seal, deadline, takenAt),
    list: async () => list(folder),
    forget: async (what = {}) => forget(folder, what.origin === undefined ? what : { ...what, origin: originOf(what.origin) }),
  };
}

interface Seal {
  cipher: SessionCipher;
  isChosen: boolean;
}

async function load(
  folder: string,
  id: SessionId,
  seal: () => Promise<Seal>,
  clock: Clock,
  needed: readonly string[],
): Promise<LoadedSession> {
  const file = await readSessionFile(pathOf(folder, id));
  if (file === undefined) return { kind: 'none' };
  if (typeof file === 'string') return unusable(id, file);
  if (file.origin !== id.origin || file.account !== id.account) return unusable(id, 'corrupt');
  const { cipher, isChosen } = await seal();
  if ('state' in file) {
    if (isChosen) return unusable(id, 'not_encrypted');
    await encryptOld(pathOf(folder, id), cipher);
  }
  const opened = 'state' in file ? { ok: true as const, state: file.state } : await openSession(file, cipher);
  if (!opened.ok) return unusable(id, opened.reason);
  const state = withoutExpired(opened.state, clock.now());
  const missing = needed.some((name) => !state.cookies.some((cookie) => cookie.name === name));
  return missing || isEmpty(state) ? unusable(id, 'expired') : { kind: 'found', state, savedAt: file.saved_at };
}

async function save(
  folder: string,
  id: SessionId,
  state: SavedState,
  seal: () => Promise<Seal>,
  deadline: Deadline,
  takenAt: number,
): Promise<'saved' | 'newer_kept'> {
  const path = pathOf(folder, id);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (((await stat(folder)).mode & 0o077) !== 0) await chmod(folder, 0o700);
    return await withFileLock(path, deadline, async () => {
      await removeLeftovers(folder);
      const before = await readSessionFile(path);
      if (typeof before === 'object' && before.saved_at > takenAt) return 'newer_kept';
      const head = { version: 1 as const, ...id, saved_at: takenAt, expires_at: expiryOf(state) };
      await writeFileWhole(path, await writeSession(head, state, (await seal()).cipher), 0o600);
      return 'saved';
    });
  } catch (error) {
    deadline.throwIfEnded();
    throw new RoteError(
      'SETUP_FAILED',
      `The session of ${id.account} at ${id.origin} could not be saved in ${folder}: ${errorMessage(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/** If it cannot be written now, the run that uses the session saves it encrypted at its end. */
async function encryptOld(path: string, cipher: SessionCipher): Promise<void> {
  using deadline = startDeadline(RESEAL_MS, 'encrypting a saved session');
  try {
    await withFileLock(path, deadline, async () => {
      const file = await readSessionFile(path);
      if (typeof file !== 'object' || !('state' in file)) return;
      const { state, ...head } = file;
      await writeFileWhole(path, await writeSession(head, state, cipher), 0o600);
    });
  } catch (error) {
    deadline.log.warn('a saved session could not be encrypted', { error: errorMessage(error) });
  }
}

async function list(folder: string): Promise<SavedSession[]> {
  const found: SavedSession[] = [];
  for (const name of await sessionFiles(folder)) {
    const file = await readSessionFile(join(folder, name));
    if (typeof file !== 'object') continue;
    const { origin, account, saved_at, expires_at } = file;
    found.push({ origin, account, savedAt: saved_at, expiresAt: expires_at, encrypted: !('state' in file) });
  }
  return found.sort((a, b) => a.origin.localeCompare(b.origin) || a.account.localeCompare(b.account));
}

async function forget(folder: string, what: Partial<SessionId>): Promise<number> {
  let count = 0;
  for (const name of await sessionFiles(folder)) {
    const file = await readSessionFile(join(folder, name));
    const known = typeof file === 'object' ? file : undefined;
    if (what.origin !== undefined && known?.origin !== what.origin) continue;
    if (what.account !== undefined && known?.account !== what.account) continue;
    await rm(join(folder, name), { force: true });
    count++;
  }
  return count;
}

/** The file's content, undefined when the file is missing, or why it cannot be used. */
async function readSessionFile(path: string): Promise<SessionFile | 'corrupt' | 'unreadable' | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : 'unreadable';
  }
  return parseSession(text) ?? 'corrupt';
}

async function sessionFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{40}\.json$/.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * A killed process leaves half-written files, which hold a session too. Younger files belong to a process that is
 * writing now.
 */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\..*\.tmp$/.test(name)) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > LEFTOVER_MS) await rm(join(folder, name), { force: true });
  }
}

/** A hash: the folder's listing must not show who has an account where. */
function pathOf(folder: string, { origin, account }: SessionId): string {
  return join(
    folder,
    `${createHash('sha256')
      .update(JSON.stringify([origin, account]))
      .digest('hex')
      .slice(0, 40)}.json`,
  );
}

function normal({ origin, account }: SessionId): SessionId {
  return { origin: originOf(origin), account };
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url).origin : 'null';
  if (parsed === 'null')
    throw new RoteError('VALIDATION_FAILED', `"${url}" is not the address of an application: give one such as https://shop.example.`);
  return parsed;
}

function unusable({ origin, account }: SessionId, reason: UnusableReason): LoadedSession {
  return { kind: 'unusable', reason, message: `The saved session of ${account} at ${origin} is not used: ${WHY[reason]}.` };
}
