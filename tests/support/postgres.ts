import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const ROOT = '/usr/lib/postgresql';
const READY_WITHIN_MS = 100_000;

export interface TestPostgres {
  /** Where its files lie. */
  readonly dataFolder: string;
  /** An empty database of its own; its URL. */
  createDatabase(): Promise<string>;
  /** Stops the server in the hardest way, as a power cut would, and starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's Postgres, in a folder of its own, on a free port, as the user postgres (it refuses to run as root). Installed where it is missing. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = await binaries();
  const folder = await mkdtemp(join(tmpdir(), 'rote-postgres-'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    await chown(folder, Number(stdout), Number(stdout));
  }
  await chmod(folder, 0o700);
  const as = (command: string, args: string[]): [string, string[]] =>
    // It ends with the process that started it, however that ends.
    asRoot
      ? ['setpriv', ['--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', '--pdeathsig', 'QUIT', command, ...args]]
      : [command, args];
  const data = join(folder, 'data');
  await run(...as(join(bin, 'initdb'), ['-D', data, '-U', 'rote', '-A', 'trust', '--no-sync']), { cwd: folder });
  const port = await freePort();
  const url = (database: string) => `postgres://rote@127.0.0.1:${port}/${database}`;
  const begin = async () => {
    const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
    const [command, all] = as(join(bin, 'postgres'), args);
    const child = spawn(command, all, { stdio: 'ignore', cwd: folder });
    await untilReady(url('postgres'));
    return child;
  };
  let child = await begin();
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  let databases = 0;
  return {
    dataFolder: data,
    async createDatabase() {
      const name = `test_${++databases}`;
      await query(url('postgres'), `create database ${name}`);
      return url(name);
    },
    async restart() {
      await end('SIGQUIT');
      child = await begin();
    },
    async stop() {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function binaries(): Promise<string> {
  if (!existsSync(ROOT) || (await readdir(ROOT)).length === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Without this the package makes a server of its own and starts it.
    await mkdir('/etc/postgresql-common', { recursive: true });
    await writeFile('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n');
    const apt = 'apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql-15';
    // Of several test files that want it, one installs it.
    const install = `test -d "$1" || { apt-get update -qq && ${apt}; }`;
    await run('flock', [join(tmpdir(), 'rote-postgres-install.lock'), 'sh', '-c', install, 'sh', ROOT], { env, maxBuffer: 64 * 1024 ** 2 });
  }
  const [version] = (await readdir(ROOT)).sort((a, b) => Number(b) - Number(a));
  return join(ROOT, String(version), 'bin');
}

/** Nobody tells when a server listens: asked again until it answers. */
async function untilReady(url: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await query(url, 'select 1');
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
