import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../src/base/index.ts';
import { seededRandom } from '../src/eval/statistics/seeded-random.ts';
import { completeRunFolder, readFinishedFolder, reapOrphans } from '../src/sandbox/index.ts';
import { type Pages, servePages } from './support/pages.ts';
import { descendantsOf, isAlive, processesMentioning, untilGone } from './support/processes.ts';
import { openSandboxPlace, readEvents, type SandboxPlace } from './support/sandbox-place.ts';
import { untilFile } from './support/watch-file.ts';

const worker = resolve(import.meta.dirname, 'support', 'lonely-worker.ts');
const main = resolve(import.meta.dirname, '..', 'src', 'sandbox', 'main.ts');

let pages: Pages;
let place: SandboxPlace;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  pages = await servePages({ '/': '<title>Here</title><h1>Start</h1>' });
  place = await openSandboxPlace();
  await place.playbook(
    'hangs',
    `  - { action: goto, params: { url: '{base_url}/' } }
  - { action: wait_for, selector: { primary: '#never' }, timeout_ms: 60000, on_failure: abort }`,
  );
});
afterAll(async () => {
  for (const one of workers) one.kill('SIGKILL');
  await Promise.all(workers.map((one) => one.exitCode ?? one.signalCode ?? once(one, 'exit')));
  await reapOrphans({ log: silentLog, isWanted: () => false });
  await place.close();
  await pages.close();
});

/** A worker in a process of its own, with one run that is in the middle of a step. */
async function startWorker(runId: string) {
  const start = await place.startOf(runId, { playbook: 'hangs', start_url: pages.url('/'), execution_mode: 'playbook_only' });
  const child = spawn(process.execPath, [worker], { stdio: ['pipe', 'pipe', 'inherit'] });
  workers.push(child);
  const exited = once(child, 'exit');
  child.stdin.end(JSON.stringify(start));
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const pid = Number(line);
  await mkdir(place.runFolder(''), { recursive: true });
  const events = join(place.runFolder(runId), 'events.ndjson');
  await untilFile(place.folder, events, (text) => text.includes('"step":2'), exited);
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8');
  const folder = /(?:^|\0)TMPDIR=([^\0]*)/.exec(environ)?.[1] ?? '';
  return { child, exited, pid, family: [pid, ...(await descendantsOf(pid))], folder };
}

describe('a worker that is killed', () => {
  test('its sandbox ends the run as WORKER_LOST, closes the browser and the folder, and goes [SERVICE-04]', async () => {
    const { child, exited, family, folder } = await startWorker('lost');
    expect(family.length).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await exited;
    await untilGone(family);
    expect(await readFinishedFolder(place.runFolder('lost'))).toMatchObject({
      status: 'failed',
      error: { code: 'WORKER_LOST' },
      report: { playbook: 'hangs' },
    });
    // Only the temporary folder has nobody any more who would remove it, but for those who look for orphans.
    expect(folder).toContain('rote-run-');
    await reapOrphans({ log: silentLog, isWanted: () => true });
    expect(existsSync(folder)).toBe(false);
  });

  test('what hangs is ended by whoever looks for orphans, and only that', async () => {
    const mine = await place.begin('mine', { playbook: 'hangs', start_url: pages.url('/') });
    await readEvents(mine, 0, (event) => event.type === 'step_started' && event.step === 2);
    const living = await startWorker('living');
    const { child, exited, pid, family, folder } = await startWorker('orphan');
    process.kill(pid, 'SIGSTOP');
    child.kill('SIGKILL');
    await exited;
    const end = { runId: 'orphan', directive: 'go', status: 'failed', error: { code: 'WORKER_LOST', message: 'gone' } } as const;
    await expect(completeRunFolder(place.runFolder('orphan'), end)).rejects.toMatchObject({ code: 'CONFLICT' });

    // Another test's worker may be quicker; nobody but us may end what is ours.
    await reapOrphans({ log: silentLog, isWanted: (runId) => runId === 'mine' });
    expect(existsSync(folder)).toBe(false);
    expect((await Promise.all(family.map(isAlive))).filter(Boolean)).toEqual([]);
    expect(await isAlive(living.pid)).toBe(true);
    expect(await isAlive(mine.pid)).toBe(true);

    const left = await completeRunFolder(place.runFolder('orphan'), end);
    expect(left).toMatchObject({ status: 'failed', error: { code: 'WORKER_LOST' } });
    expect(left.events.map(({ id }) => id)).toEqual(left.events.map((_event, index) => index + 1));

    // A run of this worker that nobody carries out any more.
    const again = await reapOrphans({ log: silentLog, isWanted: () => false });
    expect(again.processes).toContainEqual({ pid: mine.pid, runId: 'mine', command: expect.stringContaining('rote sandbox mine') });
    await mine.exited;
  });
});

describe('a sandbox that is killed', () => {
  test('at random moments: events on disk, whole files, nothing left running, and the folder can be completed [SERVICE-05]', async () => {
    const seed = Number(process.env.ROTE_TEST_SEED ?? Math.floor(Math.random() * 1e6));
    console.log(`seed ${seed} (ROTE_TEST_SEED repeats it)`);
    const random = seededRandom(seed);
    await place.playbook('quick', Array.from({ length: 6 }, () => `  - { action: goto, params: { url: '{base_url}/' } }`).join('\n'));
    for (let round = 0; round < (process.env.ROTE_TEST_ALL === undefined ? 4 : 8); round++) {
      const runId = `killed-${round}`;
      const sandbox = await place.begin(runId, { playbook: 'quick', start_url: pages.url('/') });
      const family = [sandbox.pid, ...(await descendantsOf(sandbox.pid))];
      const lines = Math.floor(random() * 24);
      await mkdir(place.runFolder(runId), { recursive: true }).catch(() => undefined);
      await untilFile(
        place.folder,
        join(place.runFolder(runId), 'events.ndjson'),
        (text) => text.split('\n').length - 1 >= lines,
        sandbox.finished,
      );
      await Promise.race([moment(random() * 40), sandbox.finished]);
      process.kill(sandbox.pid, 'SIGKILL');
      await sandbox.exited;
      expect((await Promise.all(family.map(isAlive))).filter(Boolean)).toEqual([]);
      expect(await processesMentioning(place.runFolder(runId))).toEqual([]);

      const before = await place.eventsText(runId).catch(() => '');
      const end = { runId, directive: 'go', status: 'failed', error: { code: 'INTERNAL_ERROR', message: 'It died.' } } as const;
      const left = await completeRunFolder(place.runFolder(runId), end);
      const whole = before.split('\n').slice(0, -1);
      expect(left.events.slice(0, whole.length)).toEqual(whole.map((line) => JSON.parse(line)));
      expect(left.events.map(({ id }) => id)).toEqual(left.events.map((_event, index) => index + 1));
      expect(left.events.filter(({ type }) => type === 'complete')).toHaveLength(1);
      const said = before.includes('"complete"') ? 'completed' : left.status;
      expect(left).toMatchObject({ status: said, report: { status: said } });
      expect(await completeRunFolder(place.runFolder(runId), end)).toEqual(left);
    }
  });

  test('one that waited is replaced', async () => {
    await place.provider.warm();
    const [waiting] = await processesMentioning(main);
    expect(waiting).toBeDefined();
    for (const pid of await descendantsOf(process.pid)) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command.includes(main)) process.kill(pid, 'SIGKILL');
    }
    const sandbox = await place.begin('after-spare', { playbook: 'hangs', start_url: pages.url('/') });
    sandbox.stop();
    expect(await sandbox.finished).toMatchObject({ warnings: [] });
    await sandbox.kill();
    await place.provider.stopPrelaunching();
  });
});

describe('a start that goes wrong', () => {
  test('a first line that is none: one sentence without its values, exit code 2', async () => {
    const child = spawn(process.execPath, [main], { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stdin.end(`${JSON.stringify({ run_id: 'x', token: 'the-secret-token' })}\n`);
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(said).toContain('config');
    expect(said).not.toContain('the-secret-token');
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  test('a run folder that is there already: failed, and nobody takes the other run for this one', async () => {
    await mkdir(place.runFolder('taken'), { recursive: true });
    await writeFile(join(place.runFolder('taken'), 'events.ndjson'), '');
    const sandbox = await place.begin('taken', { playbook: 'hangs', start_url: pages.url('/') });
    expect((await readEvents(sandbox)).at(-1)).toMatchObject({ type: 'complete', status: 'failed', error: { code: 'CONFLICT' } });
    expect(await sandbox.finished).toMatchObject({ noFolder: { code: 'CONFLICT' } });
    expect(sandbox.status()).toBe('failed');
    await sandbox.kill();
  });

  test('SANDBOX_CREATE_FAILED when the process cannot listen, and nothing is left', async () => {
    const start = await place.startOf('deaf', { playbook: 'hangs' }, { listen_host: '192.0.2.1' });
    await expect(place.provider.start(start, { memoryLimitMb: 4_000 })).rejects.toMatchObject({
      code: 'SANDBOX_CREATE_FAILED',
      message: expect.stringMatching(/^The sandbox of the run did not start: /),
    });
    expect(await processesMentioning('rote sandbox deaf')).toEqual([]);
  });
});
