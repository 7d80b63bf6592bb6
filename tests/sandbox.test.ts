import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSample, startSample } from '../sample/index.ts';
import { manifestSchema, type RunEvent, runReportSchema } from '../src/contract/index.ts';
import { completeRunFolder, readFinishedFolder, type Sandbox } from '../src/sandbox/index.ts';
import { type Pages, servePages } from './support/pages.ts';
import { descendantsOf, isAlive, listeningPorts } from './support/processes.ts';
import { BUNDLED_PLAYBOOKS } from './support/run-here.ts';
import { ask, openSandboxPlace, readEvents, type SandboxPlace, TOKEN } from './support/sandbox-place.ts';

const HANGS = `  - { action: goto, params: { url: '{base_url}/' } }
  - { action: wait_for, selector: { primary: '#never' }, timeout_ms: 60000, on_failure: abort }`;

const isWaiting = (event: RunEvent) => event.type === 'step_started' && event.step === 2;

let sample: RunningSample;
let pages: Pages;
/** The sample's playbooks. */
let office: SandboxPlace;
/** Playbooks of the tests. */
let place: SandboxPlace;

beforeAll(async () => {
  sample = await startSample();
  pages = await servePages({
    '/': '<title>Here</title><h1>Start</h1><input type=password id=p><a href="/file" download>file</a>',
    '/eats':
      '<h1>Hungry</h1><script>const all = []; setInterval(() => all.length < 30 && all.push(new Uint8Array(4e7).fill(7)), 20)</script>',
  });
  office = await openSandboxPlace(BUNDLED_PLAYBOOKS);
  place = await openSandboxPlace();
  await place.playbook('hangs', HANGS);
});
afterEach(() => sample.reset());
afterAll(async () => {
  await office.close();
  await place.close();
  await pages.close();
  await sample.close();
});

const hang = (runId: string, limits = {}, more = {}) =>
  place.begin(runId, { playbook: 'hangs', start_url: pages.url('/'), execution_mode: 'playbook_only' }, limits, more);

const cancelOrder = (runId: string) =>
  office.begin(runId, {
    directive: 'Cancel order #10234',
    start_url: sample.url,
    credentials: { username: sample.user, password: sample.password },
  });

/** Of a sandbox: itself and all that is below it, and its temporary folder. */
async function familyOf(sandbox: Sandbox): Promise<{ pids: number[]; folder: string }> {
  const environ = await readFile(`/proc/${sandbox.pid}/environ`, 'utf8');
  const folder = /(?:^|\0)TMPDIR=([^\0]*)/.exec(environ)?.[1] ?? '';
  return { pids: [sandbox.pid, ...(await descendantsOf(sandbox.pid))], folder };
}

async function expectGone({ pids, folder }: { pids: number[]; folder: string }): Promise<void> {
  expect(pids.length).toBeGreaterThan(3);
  expect((await Promise.all(pids.map(isAlive))).filter(Boolean)).toEqual([]);
  expect(folder).toContain('rote-run-');
  expect(existsSync(folder)).toBe(false);
}

describe("files of a service's machine", () => {
  const attach = async (runId: string, receipt: string) => {
    const sandbox = await office.begin(runId, {
      playbook: 'attach_receipt',
      playbook_params: { order_id: '10234', receipt },
      start_url: sample.url,
      credentials: { username: sample.user, password: sample.password },
      execution_mode: 'playbook_only',
    });
    await readEvents(sandbox);
    return runReportSchema.parse(JSON.parse(await readFile(join(office.runFolder(runId), 'status.json'), 'utf8')));
  };

  test('are not uploaded, except those of the folder that its operator names', async () => {
    await mkdir(join(office.folder, 'uploads'));
    await writeFile(join(office.folder, 'server.key'), 'the key of the service');
    await writeFile(join(office.folder, 'uploads', 'receipt.txt'), 'a receipt');
    for (const [index, file] of ['../server.key', join(office.folder, 'server.key'), '/etc/passwd'].entries()) {
      const refused = await attach(`steals-${index}`, file);
      expect(refused).toMatchObject({ status: 'failed' });
      expect(refused.error?.message).toContain('may not be uploaded: a service gives pages only files that came with the request');
    }
    expect(await attach('attaches', 'receipt.txt')).toMatchObject({ status: 'completed' });
  });
});

test('a run reaches neither another run nor what belongs to the service, whatever it allows [EGRESS-17]', async () => {
  const other = await hang('listens');
  await readEvents(other, 0, isWaiting);
  const ports = await listeningPorts([other.pid, ...(await descendantsOf(other.pid))]);
  // Its status server and its egress proxy.
  expect(ports).toContain(other.port);
  expect(ports.length).toBeGreaterThan(1);
  const closed = new URL(pages.url('/'));
  const targets = [...ports.map((port) => `http://127.0.0.1:${port}/`), closed.href];
  const network = { upstream_proxies: [], closed: [closed.host] };
  for (const [index, start_url] of targets.entries()) {
    const knocks = await place.begin(`knocks-${index}`, { playbook: 'hangs', start_url, execution_mode: 'playbook_only' }, {}, { network });
    await knocks.finished;
    const report = runReportSchema.parse(await (await ask(knocks, '/status')).json());
    expect(report.error).toMatchObject({
      code: 'GUARDRAIL_BLOCKED',
      message: expect.stringContaining(`${new URL(start_url).host} belongs to the Rote service itself`),
    });
    await knocks.kill();
  }
  await other.kill();
});

describe('a run in its own process', () => {
  test('is told as it happens, can be read while it goes on and afterwards, and leaves nothing running [SERVICE-14]', async () => {
    const statuses: string[] = [];
    const sandbox = await cancelOrder('whole');
    sandbox.onStatus((status) => statuses.push(status));
    const events = await readEvents(sandbox);
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'complete', status: 'completed' });
    expect(await sandbox.finished).toEqual({ warnings: [] });
    expect(statuses).toEqual(['starting', 'running', 'completed']);
    expect(sample.store.order(10234)?.requests.cancel).toBe(1);

    const family = await familyOf(sandbox);
    const report = runReportSchema.parse(await (await ask(sandbox, '/status')).json());
    expect(report).toMatchObject({ run_id: 'whole', status: 'completed', playbook: 'cancel_order', driver: 'playbook' });
    expect(report.ledger).toEqual([expect.objectContaining({ state: 'verified' })]);
    const trace = await ask(sandbox, '/recording/trace');
    const bytes = new Uint8Array(await trace.arrayBuffer());
    expect(trace.headers.get('content-length')).toBe(String(bytes.length));
    expect(new TextDecoder().decode(bytes.subarray(0, 2))).toBe('PK');
    const manifest = manifestSchema.parse(await (await ask(sandbox, '/recording/manifest')).json());
    expect(manifest.artifacts.map(({ path }) => path)).toContain('trace.zip');

    sandbox.release();
    expect(await sandbox.exited).toEqual({ code: 0, signal: null, because: null });
    expect((await Promise.all(family.pids.map(isAlive))).filter(Boolean)).toEqual([]);
    expect(existsSync(family.folder)).toBe(false);

    const left = await readFinishedFolder(office.runFolder('whole'));
    expect(left).toMatchObject({ status: 'completed', error: null, report: { run_id: 'whole' } });
    expect(left?.events).toEqual(events);
    expect(left?.artifacts.at(-1)).toMatchObject({
      path: 'manifest.json',
      kind: 'manifest',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('one that waits with its browser open does the same', async () => {
    const ready = await openSandboxPlace(BUNDLED_PLAYBOOKS, true);
    try {
      await ready.provider.warm();
      const sandbox = await ready.begin('waited', {
        directive: 'Cancel order #10234',
        start_url: sample.url,
        credentials: { username: sample.user, password: sample.password },
      });
      const family = await familyOf(sandbox);
      expect(family.pids.length).toBeGreaterThan(3);
      await sandbox.finished;
      expect((await readFinishedFolder(ready.runFolder('waited')))?.report).toMatchObject({ status: 'completed', warnings: [] });
      sandbox.release();
      await sandbox.exited;
      await expectGone(family);
    } finally {
      await ready.close();
    }
  });

  test('nothing of credentials, keys and tokens is in arguments or environment of any process, nor in its log [REDACT-09]', async () => {
    const key = 'sk-settings-key-0123456789';
    const canary = 'password-canary-8842';
    process.env.ROTE_TEST_CANARY = canary;
    const sandbox = await place.begin(
      'secrets',
      { playbook: 'hangs', start_url: pages.url('/'), credentials: { username: 'robin', password: canary } },
      {},
      { settings: { ANTHROPIC_API_KEY: key }, session_key: { secret: 'another-secret-key', is_chosen: true } },
    );
    delete process.env.ROTE_TEST_CANARY;
    await readEvents(sandbox, 0, isWaiting);
    const { pids } = await familyOf(sandbox);
    expect(pids.length).toBeGreaterThan(3);
    let read = 0;
    for (const pid of pids) {
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
        read += text.length;
        for (const secret of [canary, key, 'another-secret-key', TOKEN, 'robin']) expect(text).not.toContain(secret);
      }
    }
    expect(read).toBeGreaterThan(1_000);
    expect(await readFile(`/proc/${sandbox.pid}/cmdline`, 'utf8')).toContain('rote sandbox secrets');
    sandbox.stop();
    await sandbox.finished;
    await sandbox.kill();
    const log = place.logLines.filter((line) => line.includes('"run_id":"secrets"'));
    expect(log.length).toBeGreaterThan(0);
    for (const secret of [canary, key, 'another-secret-key', TOKEN]) expect(log.join()).not.toContain(secret);
  });
});

describe('the status server', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await hang('served');
    await readEvents(sandbox, 0, isWaiting);
  });
  afterAll(() => sandbox.kill());

  test.each(['/status', '/events', '/recording/manifest', '/recording/trace', '/screen', '/recording/screenshots/x.jpg', '/nothing'])(
    '%s is told to nobody without the token',
    async (path) => {
      for (const authorization of ['', 'Bearer wrong', `Basic ${TOKEN}`]) {
        const answer = await ask(sandbox, path, { headers: { authorization } });
        expect(answer.status).toBe(401);
        expect(await answer.json()).toEqual({ error: { code: 'UNAUTHORIZED', message: expect.stringContaining('token') } });
      }
    },
  );

  test('it answers to loopback names alone: no page can make its own name point here', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'evil.example', authorization: `Bearer ${TOKEN}` };
      get(`${sandbox.url}/status`, { headers }, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
    });
    expect(status).toBe(401);
  });

  test('the report of a run that goes on', async () => {
    const report = runReportSchema.parse(await (await ask(sandbox, '/status')).json());
    expect(report).toMatchObject({ status: 'running', playbook: 'hangs', driver: 'playbook', finished_at: null });
    expect(report.step_results).toEqual([expect.objectContaining({ step: 1, status: 'ok' })]);
  });

  test('events are resumed after an id, without a gap and without a repetition', async () => {
    const all = await readEvents(sandbox, 0, isWaiting);
    const rest = await readEvents(sandbox, 3, isWaiting);
    expect(rest).toEqual(all.slice(3));
    const wrong = await ask(sandbox, '/events?after=abc');
    expect(wrong.status).toBe(400);
  });

  test('the screen is a picture, shared by those who ask at the same time', async () => {
    const pictures = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const answer = await ask(sandbox, '/screen');
        expect(answer.headers.get('content-type')).toBe('image/jpeg');
        return Buffer.from(await answer.arrayBuffer()).toString('base64');
      }),
    );
    expect(Buffer.from(pictures[0]!, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(new Set(pictures).size).toBe(1);
  });

  test('files that are whole are served, traces that are not there yet say why, and paths lead nowhere else', async () => {
    const manifest = manifestSchema.parse(await (await ask(sandbox, '/recording/manifest')).json());
    const picture = manifest.artifacts.find(({ kind }) => kind === 'screenshot');
    expect(picture).toBeDefined();
    const answer = await ask(sandbox, `/recording/${picture!.path}`);
    expect((await answer.arrayBuffer()).byteLength).toBe(picture!.bytes);
    const trace = await ask(sandbox, '/recording/trace');
    expect(trace.status).toBe(404);
    expect(await trace.json()).toEqual({
      error: { code: 'TRACE_NOT_AVAILABLE', message: expect.stringContaining('when the run has ended') },
    });
    for (const name of ['..%2Fevents.ndjson', '..%2F..%2Fserved%2Fstatus.json', '.owner.tmp', '%2Fetc%2Fpasswd', 'x%00.jpg', '..']) {
      expect((await ask(sandbox, `/recording/screenshots/${name}`)).status, name).toBe(404);
      expect((await ask(sandbox, `/recording/downloads/${name}`)).status, name).toBe(404);
    }
  });

  test('POST /stop ends the run, and says so when it had ended', async () => {
    const stopped = await ask(sandbox, '/stop', { method: 'POST' });
    expect(await stopped.json()).toMatchObject({ run_id: 'served', stopping: true });
    expect((await readEvents(sandbox)).at(-1)).toMatchObject({ status: 'terminated', error: { code: 'RUN_TERMINATED' } });
    await sandbox.finished;
    expect(await (await ask(sandbox, '/stop', { method: 'POST' })).json()).toMatchObject({ status: 'terminated', stopping: false });
    const gone = await ask(sandbox, '/screen');
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});

describe('how a run ends from outside', () => {
  test('a sandbox whose time is over ends with TIMEOUT, whatever it does then', async () => {
    const sandbox = await hang('late', { timeoutMs: 1 });
    await sandbox.finished;
    sandbox.release();
    expect(await sandbox.exited).toMatchObject({ because: { code: 'TIMEOUT' } });
  });

  test('a sandbox that hangs is killed when it is told to end, and its folder is completed [SERVICE-05]', async () => {
    const sandbox = await hang('hung');
    await readEvents(sandbox, 0, isWaiting);
    const family = await familyOf(sandbox);
    process.kill(sandbox.pid, 'SIGSTOP');
    sandbox.halt({ code: 'TIMEOUT', message: 'Its time is over.' }, 1);
    const exit = await sandbox.exited;
    expect(exit).toMatchObject({ signal: 'SIGKILL', because: { code: 'TIMEOUT' } });
    expect(await sandbox.finished).toBeUndefined();
    await expectGone(family);
    const left = await completeRunFolder(place.runFolder('hung'), {
      runId: 'hung',
      directive: 'go',
      status: 'timeout',
      error: exit.because,
    });
    expect(left).toMatchObject({ status: 'timeout', error: { code: 'TIMEOUT' }, report: { playbook: 'hangs' } });
    expect(left.report.step_results.map(({ step, status }) => [step, status])).toEqual([
      [1, 'ok'],
      [2, 'failed'],
    ]);
    expect((await readdir(place.runFolder('hung'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('more memory than it may have ends the run with a clear code [SERVICE-15]', async () => {
    await place.playbook('eats', `  - { action: goto, params: { url: '{base_url}/eats' } }\n${HANGS.split('\n').at(-1)}`);
    const sandbox = await place.begin('hungry', { playbook: 'eats', start_url: pages.url('/') }, { memoryLimitMb: 600 });
    const family = await familyOf(sandbox);
    const events = await readEvents(sandbox).catch(() => []);
    const exit = await Promise.race([sandbox.finished.then(() => sandbox.kill()).then(() => sandbox.exited), sandbox.exited]);
    expect(exit.because).toMatchObject({ code: 'MEMORY_LIMIT', details: { limit_mb: 600, used_mb: expect.any(Number) } });
    const left =
      (await readFinishedFolder(place.runFolder('hungry'))) ??
      (await completeRunFolder(place.runFolder('hungry'), { runId: 'hungry', directive: 'go', status: 'failed', error: exit.because }));
    expect(left).toMatchObject({ status: 'failed', error: { code: 'MEMORY_LIMIT' } });
    expect(left.events.slice(0, events.length)).toEqual(events);
    expect((await Promise.all(family.pids.map(isAlive))).filter(Boolean)).toEqual([]);
  });

  test('a browser that crashed still ends in a whole folder', async () => {
    const sandbox = await hang('crashed');
    await readEvents(sandbox, 0, isWaiting);
    const browser = (await descendantsOf(sandbox.pid))[0]!;
    process.kill(browser, 'SIGKILL');
    await sandbox.finished;
    const left = await readFinishedFolder(place.runFolder('crashed'));
    expect(left?.status).toBe('failed');
    sandbox.release();
    await sandbox.exited;
  });
});
