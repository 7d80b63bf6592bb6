import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { changedRecords, type Snapshot } from '../../drift/cases/drift-case.ts';
import { freePort } from '../../tests/shop-admin.ts';
import type { Job, StartedApplication } from './application.ts';

const VERSION = '5.4.1';
const INSTALL_TIMEOUT_MS = 300_000;
const START_TIMEOUT_MS = 120_000;
const NOTES = { 'Opening hours': 'Ten to four.', 'Old price list': 'Tea 2.00' };

/**
 * TiddlyWiki on Node (BSD licence), installed from npm into a temporary folder: a wiki that saves each note, and each draft while it is
 * written, with a request in the background. Its data is read by its HTTP API.
 */
export async function startTiddlyWiki(): Promise<StartedApplication> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-tiddlywiki-'));
  const origin = `http://127.0.0.1:${await freePort()}`;
  let server: ChildProcess | undefined;
  const stop = async () => {
    server?.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await install(folder);
    server = await listen(folder, origin);
  } catch (error) {
    await stop();
    return { ok: false, reason: `TiddlyWiki could not be started: ${error instanceof Error ? error.message : String(error)}` };
  }
  return {
    ok: true,
    application: {
      name: 'tiddlywiki',
      origin,
      credentials: {},
      heading: 'h1.tc-site-title',
      jobs: JOBS,
      snapshot: () => snapshotOf(origin),
      reset: () => reset(origin),
      stop,
      changes: (path, record) => decodeURIComponent(path).endsWith(`/tiddlers/${record}`),
    },
  };
}

async function install(folder: string): Promise<void> {
  const run = promisify(execFile);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `tiddlywiki@${VERSION}`], { timeout: INSTALL_TIMEOUT_MS });
  await run(process.execPath, [programIn(folder), join(folder, 'wiki'), '--init', 'server'], { timeout: START_TIMEOUT_MS });
}

const programIn = (folder: string) => join(folder, 'node_modules/tiddlywiki/tiddlywiki.js');

async function listen(folder: string, origin: string): Promise<ChildProcess> {
  const server = spawn(
    process.execPath,
    [programIn(folder), join(folder, 'wiki'), '--listen', 'host=127.0.0.1', `port=${new URL(origin).port}`],
    {
      stdio: 'ignore',
    },
  );
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const answered = await fetch(`${origin}/status`).catch(() => undefined); // it does not listen yet
    if (answered?.ok) return server;
    if (server.exitCode !== null || Date.now() > until) {
      server.kill();
      throw new Error(
        server.exitCode === null ? `it did not answer within ${START_TIMEOUT_MS} ms` : `it ended with code ${server.exitCode}`,
      );
    }
    await pause(200);
  }
}

interface Tiddler {
  title: string;
  /** Counts every time that it was saved. */
  revision: number;
}

/** All notes and drafts, not what the wiki keeps about its screen. */
async function snapshotOf(origin: string): Promise<Snapshot> {
  // Without a field to leave out, it leaves out the text.
  const answer = await fetch(`${origin}/recipes/default/tiddlers.json?exclude=bag`);
  return new Map(((await answer.json()) as Tiddler[]).map((tiddler) => [tiddler.title, JSON.stringify(tiddler)]));
}

async function reset(origin: string): Promise<void> {
  for (const title of [...(await snapshotOf(origin)).keys(), '$:/StoryList']) {
    await send(origin, 'DELETE', `bags/default/tiddlers/${encodeURIComponent(title)}`);
  }
  for (const [title, text] of Object.entries(NOTES)) {
    await send(origin, 'PUT', `recipes/default/tiddlers/${encodeURIComponent(title)}`, { title, text, fields: {} });
  }
}

async function send(origin: string, method: string, path: string, body?: unknown): Promise<void> {
  const headers = { 'x-requested-with': 'TiddlyWiki', 'content-type': 'application/json' };
  const { status } = await fetch(`${origin}/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (status !== 204) throw new Error(`TiddlyWiki answered ${method} ${path} with ${status}`);
}

const JOBS: readonly Job[] = [
  { playbook: 'create_note', outcome: (before, after) => outcomeOf(before, after, 'Return policy', '"text":"Thirty days."') },
  { playbook: 'edit_note', outcome: (before, after) => outcomeOf(before, after, 'Opening hours', '"text":"Nine to five."') },
  { playbook: 'edit_note_plainly', outcome: (before, after) => outcomeOf(before, after, 'Opening hours', '"text":"Nine to five."') },
  { playbook: 'delete_note', outcome: (before, after) => outcomeOf(before, after, 'Old price list', undefined) },
];

/** `part`: what the note contains afterwards; undefined if it is deleted. A note that was made twice has a number behind its title. */
function outcomeOf(before: Snapshot, after: Snapshot, title: string, part: string | undefined): ReturnType<Job['outcome']> {
  const changed = changedRecords(before, after);
  if (changed.length === 0) return 'no';
  if (changed.some((name) => name.startsWith(`${title} `))) return 'twice';
  const note = after.get(title);
  const asWanted = part === undefined ? note === undefined : note?.includes(part);
  return asWanted && changed.length === 1 ? 'done' : 'partly';
}
