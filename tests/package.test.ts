import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startSample } from '../sample/index.ts';
import { type InstalledPackage, installPackage } from './support/installed-package.ts';
import { descendantsOf, isAlive, processesMentioning } from './support/processes.ts';

const root = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

// Half of each test is loading 400 MB of packages for the first time.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

let rote: InstalledPackage;

beforeAll(async () => {
  rote = await installPackage();
});
afterAll(() => rote?.remove());

test('holds what runs and what belongs to it, and neither sources nor tests', async () => {
  const kinds = new Set(rote.files.map((path) => path.replace(/^(dist\/)?([^/]+)\/.*$/, '$1$2')));
  expect([...kinds].sort()).toEqual(
    [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'dist/chunks',
      'dist/src',
      'package.json',
      'playbooks',
      'profiles',
      'schema',
    ].sort(),
  );
  expect(
    rote.files.filter((path) => /\.test\.|testing\/|fixtures\//.test(path) || (path.endsWith('.ts') && !path.endsWith('.d.ts'))),
  ).toEqual([]);
});

test('the launcher hands over to a Node that runs Rote, and says its version', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(await rote.rote(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('without a Node 24 of its own, the launcher says in one sentence what to do', async () => {
  // The launcher alone, as on a system for which no Node is packaged.
  const bin = join(rote.folder, '..', 'launcher alone', 'bin');
  await mkdir(bin, { recursive: true });
  await cp(join(rote.folder, 'node_modules', 'rote', 'bin', 'rote.mjs'), join(bin, 'rote.mjs'));
  await writeFile(join(bin, 'old.cjs'), "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });");
  const refused = run('node', ['--require', join(bin, 'old.cjs'), join(bin, 'rote.mjs'), 'doctor'], { env: rote.env });
  await expect(refused).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^Rote needs Node 24 [^\n]+\n$/) });
});

test('rote doctor finds all that a run needs, and the playbooks of the package', async () => {
  const { code, stdout, stderr } = await rote.rote(['doctor', '--json']);
  expect(code, stderr).toBe(0);
  const { findings } = JSON.parse(stdout) as { findings: { what: string; found: string }[] };
  const found = (what: string) => findings.find((one) => one.what === what)?.found;
  expect(found('Node')).toMatch(/^v(2[4-9]|[3-9]\d)\./);
  expect(found('Playbooks')).toBe(join(rote.folder, 'node_modules', 'rote', 'playbooks'));
});

test('rote demo does the whole job in the sample that comes along', async () => {
  const { code, stdout, stderr } = await rote.rote(['demo']);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('order #10234 is cancelled');
});

test("rote playbook validate judges a user's own file", async () => {
  const good = join(rote.folder, 'good.yaml');
  await cp(join(root, 'playbooks', 'order_status.yaml'), good);
  const bad = join(rote.folder, 'bad.yaml');
  await writeFile(bad, `${await readFile(good, 'utf8')}surprise: 1\n`);
  expect(await rote.rote(['playbook', 'validate', good])).toMatchObject({ code: 0 });
  const refused = await rote.rote(['playbook', 'validate', bad]);
  expect(refused.code).toBe(2);
  expect(refused.stdout + refused.stderr).toContain('surprise');
});

test('rote serve answers, does a run in a sandbox, and leaves nothing running after SIGTERM', async () => {
  const sample = await startSample();
  const service = rote.start(['serve', '--port', '0']);
  const ended = once(service, 'exit');
  let started: number[] = [];
  try {
    const url = await firstUrl(service);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/docs/static/swagger-ui.css`)).status).toBe(200);
    const args = ['Order status of #10234', '--start-url', sample.url, '--allow-private-networks', '--server', url];
    const ran = await rote.rote(['run', ...args], {
      ROTE_CREDENTIALS: JSON.stringify({ username: sample.user, password: sample.password }),
    });
    expect(ran.code, ran.stderr).toBe(0);
    // Its Node, and what waits for the next run.
    started = await descendantsOf(service.pid!);
  } finally {
    service.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await sample.close();
  }
  expect(await Promise.all(started.map(isAlive))).not.toContain(true);
  expect(await processesMentioning(rote.folder)).toEqual([]);
});

test('importing the package gives the contract with its types, and nothing deeper', async () => {
  const inside = (source: string) => run(process.execPath, ['--input-type=module', '--eval', source], { cwd: rote.folder, env: rote.env });
  expect((await inside("import { runReportSchema } from 'rote'; console.log(typeof runReportSchema.parse)")).stdout).toBe('function\n');
  await expect(inside("import 'rote/dist/src/cli/main.js'")).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  await writeFile(
    join(rote.folder, 'client.mts'),
    "import type { RunReport } from 'rote';\nexport const status = (report: RunReport): 'completed' | string => report.status;\n",
  );
  await run(join(root, 'node_modules', '.bin', 'tsc'), ['--strict', '--noEmit', '--module', 'nodenext', 'client.mts'], {
    cwd: rote.folder,
  });
});

/** Reads on, so that the service is never held up by a full pipe. */
async function firstUrl(service: ChildProcess): Promise<string> {
  service.stderr?.resume();
  for await (const line of createInterface({ input: service.stdout! })) {
    const url = /http:\/\/[\d.:]+/.exec(line)?.[0];
    if (url === undefined) continue;
    service.stdout?.resume();
    return url;
  }
  throw new Error('the service ended before it listened');
}
