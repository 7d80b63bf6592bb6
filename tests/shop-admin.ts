import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const START_TIMEOUT_MS = 180_000;

/** Django's admin over a small shop: an application that nobody here wrote. */
export interface ShopAdmin {
  /** Without a path and without a slash at the end. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The SQLite file that holds its data. */
  readonly databaseFile: string;
  /** A refund or an order as the application itself sees it, from outside its pages. */
  read(kind: 'refunds' | 'orders', number: string): Promise<Record<string, unknown>>;
  /** The data back to its first state; sessions end. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts it on a free port in a folder of its own, by `apps/django.sh` of the folder that lies beside the repository (or of
 * ROTE_SHARED), or of `apps`. The first start may install Debian's python3-django. `reason`: why it cannot be had on this machine.
 */
export async function startShopAdmin(
  apps = join(process.env.ROTE_SHARED ?? resolve(import.meta.dirname, '../../shared'), 'apps'),
): Promise<{ ok: true; shop: ShopAdmin } | { ok: false; reason: string }> {
  const script = join(apps, 'django.sh');
  if (!existsSync(script)) return { ok: false, reason: `there is no ${script}; set ROTE_SHARED to the folder that holds apps/` };
  const folder = await mkdtemp(join(tmpdir(), 'rote-shop-admin-'));
  const port = await freePort();
  const call = (command: string) => runScript(script, command, port, folder);
  const started = await call('start');
  if (!started.ok) {
    await call('stop');
    await rm(folder, { recursive: true, force: true });
    return { ok: false, reason: `Django's admin could not be started: ${started.reason}` };
  }
  const { url, user, password } = JSON.parse(started.output) as { url: string; user: string; password: string };
  const { origin } = new URL(url);
  return {
    ok: true,
    shop: {
      url: origin,
      user,
      password,
      databaseFile: join(folder, 'data/db.sqlite3'),
      read: async (kind, number) => (await fetch(`${origin}/api/${kind}/${number}`)).json() as Promise<Record<string, unknown>>,
      reset: async () => {
        const reset = await call('reset');
        if (!reset.ok) throw new Error(`the shop could not be reset: ${reset.reason}`);
      },
      stop: async () => {
        await call('stop');
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    },
  };
}

type ScriptOutcome = { ok: true; output: string } | { ok: false; reason: string };

async function runScript(script: string, command: string, port: number, folder: string): Promise<ScriptOutcome> {
  const child = spawn('bash', [script, command, String(port), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: START_TIMEOUT_MS,
  });
  const ended = new Promise<number | null>((done) => {
    child.once('error', () => done(null));
    child.once('close', done);
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return { ok: true, output };
  const lastLine = errors.trim().split('\n').at(-1) || `${script} ended with code ${code}`;
  return { ok: false, reason: lastLine };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
