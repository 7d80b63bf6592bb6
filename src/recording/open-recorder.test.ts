import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ActionRecord,
  actionRecordSchema,
  manifestSchema,
  type RoteError,
  type RunEvent,
  type RunReport,
  runReportSchema,
} from '../contract/index.ts';
import { Secret, SecretBook } from '../secrets/index.ts';
import { openRecorder, type Recorder, type RecorderOptions, readRun, scanForSecrets } from './index.ts';

const PASSWORD = 'pä"ss wörd\\😀';
const secrets = new SecretBook();
secrets.add('credential:password', new Secret(PASSWORD));

let runsFolder: string;
const opened: Recorder[] = [];
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'rote-runs-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((recorder) => recorder.close()));
  await rm(runsFolder, { recursive: true, force: true });
});

/** Closed after the test at the latest. */
async function open(options: Partial<RecorderOptions> = {}): Promise<Recorder> {
  const recorder = await openRecorder({ runsFolder, secrets, settings: { trace: true, screenshots: true }, ...options });
  opened.push(recorder);
  return recorder;
}

const action: ActionRecord = {
  number: 1,
  at: '2026-11-01T00:00:00.000Z',
  action: 'click',
  input: { selector: 'text=Go', password: new Secret(PASSWORD) },
  driver: 'playbook',
  ok: true,
  text: 'clicked',
  url_before: 'about:blank',
  url_after: 'http://127.0.0.1/',
  duration_ms: 4,
};

function report(over: Partial<RunReport> = {}): RunReport {
  return {
    run_id: 'r',
    status: 'running',
    directive: 'Cancel order 1',
    playbook: null,
    driver: null,
    summary: '',
    data: {},
    extracted_texts: [],
    error: null,
    step_results: [],
    ledger: [],
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: 0 },
    started_at: '2026-11-01T00:00:00.000Z',
    finished_at: null,
    duration_ms: 0,
    artifacts: [],
    warnings: [],
    ...over,
  };
}

describe('the folder of a run', () => {
  it('is created with its parents and a new id, readable by this user only', async () => {
    const recorder = await open({ runsFolder: join(runsFolder, 'a/b') });
    expect(recorder.runId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await stat(recorder.folder)).mode & 0o777).toBe(0o700);
    await recorder.close();
    expect(await readdir(recorder.folder)).toEqual(['events.ndjson']);
  });

  it('is never shared, and the error names two ids that map to one folder', async () => {
    const first = await open({ runId: 'orders/10' });
    expect(first.runId).toBe('orders_10');
    await expect(open({ runId: 'orders_10' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('A run "orders_10" already exists'),
    });
    await expect(open({ runId: 'orders/10' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('"orders/10" is kept as "orders_10"'),
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => open({ runId: 'together' })));
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    await first.close();
  });

  it.each(['../../etc', '/etc/passwd', '.', '..', '...', 'a\0b', 'C:\\x', ' ', '-rf', '統'.repeat(200), 'x'.repeat(200)])(
    'of the id %j is inside the folder of runs',
    async (runId) => {
      const recorder = await open({ runId });
      await recorder.close();
      expect(await readdir(runsFolder)).toEqual([recorder.runId]);
    },
  );

  it('has no secret in its name', async () => {
    const recorder = await open({ runId: `run ${PASSWORD}` });
    expect(recorder.runId).toBe('run_secret');
  });

  it('fails with SETUP_FAILED and the path if it cannot be created', async () => {
    await writeFile(join(runsFolder, 'file'), '');
    for (const place of [join(runsFolder, 'file'), join(runsFolder, 'file/deeper'), '/proc/rote']) {
      await expect(open({ runsFolder: place })).rejects.toMatchObject({ code: 'SETUP_FAILED', message: expect.stringContaining(place) });
    }
  });
});

describe('events', () => {
  it('are numbered without gaps in the order of emission, and are on disk before listeners get them [STREAM-01]', async () => {
    const recorder = await open();
    const received: RunEvent[] = [];
    const onDisk: Promise<boolean>[] = [];
    recorder.subscribe((event) => {
      received.push(event);
      onDisk.push(readFile(join(recorder.folder, 'events.ndjson'), 'utf8').then((text) => text.includes(`{"id":${event.id},`)));
    });
    await Promise.all(
      Array.from({ length: 300 }, (_, step) =>
        recorder.emit({ type: 'step_started', step, total: 300, action: 'click', description: `step ${step}` }),
      ),
    );
    expect(received.map((event) => event.id)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(received.map((event) => event.type === 'step_started' && event.step)).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(await Promise.all(onDisk)).not.toContain(false);
    await recorder.close();
    const { events, problems } = await readRun(recorder.folder);
    expect(events).toEqual(received);
    expect(problems).toEqual(['status.json is missing.', 'manifest.json is missing.']);
  });

  it('reach the other listeners when one throws or rejects', async () => {
    const recorder = await open();
    const received: number[] = [];
    recorder.subscribe(() => {
      throw new Error('broken listener');
    });
    recorder.subscribe((() => Promise.reject(new Error('broken promise'))) as () => void);
    const stop = recorder.subscribe((event) => received.push(event.id));
    await recorder.emit({ type: 'status', status: 'running', message: 'go' });
    stop();
    await recorder.emit({ type: 'status', status: 'running', message: 'on' });
    expect(received).toEqual([1]);
    expect(recorder.events().map((event) => event.id)).toEqual([1, 2]);
    await recorder.close();
  });

  it('contain no secret, and are redacted before long texts are cut', async () => {
    const recorder = await open();
    await recorder.emit({ type: 'notice', kind: 'dialog', message: `${'x'.repeat(495)}${PASSWORD}${'y'.repeat(1000)}` });
    await recorder.emit({ type: 'complete', status: 'completed', summary: 'z'.repeat(900), error: null });
    await recorder.close();
    const text = await readFile(join(recorder.folder, 'events.ndjson'), 'utf8');
    expect(text).toContain(`${'x'.repeat(495)}[secr… (1503 characters)`);
    expect(text).toContain('z'.repeat(900));
    expect(secrets.find(text)).toEqual([]);
  });

  it('are dropped after `complete`: a page that is being closed still sends requests', async () => {
    const recorder = await open();
    await recorder.emit({ type: 'complete', status: 'completed', summary: '', error: null });
    await recorder.emit({ type: 'guard', where: 'network', verdict: 'blocked', reason: 'late' });
    await recorder.close();
    expect(recorder.events().map((event) => event.type)).toEqual(['complete']);
  });

  it('are dropped after the manifest', async () => {
    const recorder = await open();
    await recorder.emit({ type: 'status', status: 'completed', message: '' });
    await recorder.writeManifest({ status: 'completed', roteVersion: '0.1.0', warnings: [] });
    await recorder.emit({ type: 'status', status: 'running', message: 'late' });
    expect(recorder.events()).toHaveLength(1);
    expect((await readRun(recorder.folder)).problems).toEqual(['status.json is missing.']);
  });
});

describe('files', () => {
  it('for actions, screenshots, status and manifest have their names and contain no secrets', async () => {
    const recorder = await open({ runId: 'whole' });
    const number = recorder.nextActionNumber();
    const long = `${PASSWORD} ${'w'.repeat(600)}`;
    void recorder.recordAction({
      ...action,
      number,
      text: long,
      output: PASSWORD,
      url_after: `http://x/?p=${encodeURIComponent(PASSWORD)}`,
    });
    expect(await recorder.saveScreenshot(number, 'click', Buffer.from('jpeg'))).toBe('screenshots/0001_click.jpg');
    void recorder.publishStatus(report());
    void recorder.publishStatus(report({ status: 'completed', summary: `typed ${PASSWORD}`, data: { [PASSWORD]: [long] } }));
    await recorder.emit({ type: 'complete', status: 'completed', summary: '', error: null });
    await mkdir(recorder.downloadsFolder);
    await writeFile(join(recorder.downloadsFolder, 'export.csv'), 'a;b');
    const manifest = await recorder.writeManifest({ status: 'completed', roteVersion: '0.1.0', warnings: [`odd ${PASSWORD}`] });
    await recorder.close();

    const paths = [
      'events.ndjson',
      'status.json',
      'actions/0001_browser_dom_click.json',
      'screenshots/0001_click.jpg',
      'downloads/export.csv',
    ];
    expect(manifest).toMatchObject({ run_id: 'whole', events: 1, actions: 1, warnings: ['odd [secret]'] });
    expect(manifest?.artifacts.map((one) => one.path)).toEqual(paths);
    for (const { path, sha256, bytes } of manifest!.artifacts) {
      const content = await readFile(join(recorder.folder, path));
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      expect(content.length).toBe(bytes);
    }
    manifestSchema.parse(JSON.parse(await readFile(join(recorder.folder, 'manifest.json'), 'utf8')));

    const written = actionRecordSchema.parse(JSON.parse(await readFile(join(recorder.folder, paths[2]!), 'utf8')));
    expect(written).toMatchObject({
      input: { selector: 'text=Go', password: '[secret]' },
      output: '[secret]',
      url_after: 'http://x/?p=[secret]',
    });
    expect(written.text).toBe(`[secret] ${'w'.repeat(491)}… (609 characters)`);
    const status = runReportSchema.parse(JSON.parse(await readFile(join(recorder.folder, 'status.json'), 'utf8')));
    expect(status).toMatchObject({ status: 'completed', summary: 'typed [secret]', data: { '[secret]': [`[secret] ${'w'.repeat(600)}`] } });
    expect(await readRun(recorder.folder)).toMatchObject({ problems: [], report: { status: 'completed' }, trace: undefined });
    expect((await readdir(recorder.folder, { recursive: true })).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('of downloads are renamed if their names reveal a secret', async () => {
    const recorder = await open();
    await mkdir(recorder.downloadsFolder);
    const plain = 'pä ss-plain';
    secrets.add('credential:other', new Secret(plain));
    for (const name of [`${plain}.csv`, `x-${encodeURIComponent(plain)}.csv`, '_secret_.csv'])
      await writeFile(join(recorder.downloadsFolder, name), name);
    const manifest = await recorder.writeManifest({ status: 'completed', roteVersion: '0', warnings: [] });
    expect(manifest?.artifacts.filter((one) => one.kind === 'download').map((one) => one.path)).toEqual([
      'downloads/_secret_.csv',
      'downloads/secret_.csv',
      'downloads/x-_secret_.csv',
    ]);
    await recorder.close();
  });

  it('contain no secret that became known only after they were written [REDACT-05]', async () => {
    const late = new SecretBook();
    const recorder = await open({ secrets: late });
    const session = 'sess "9f2c"-11d0';
    await recorder.recordAction({ ...action, input: {}, text: `opened /orders?sid=${encodeURIComponent(session)}` });
    await recorder.emit({ type: 'notice', kind: 'tab', message: `the page says ${session}` });
    await recorder.emit({ type: 'notice', kind: 'tab', message: 'nothing to hide' });
    await recorder.publishStatus(report({ summary: session }));
    late.add('cookie:session', new Secret(session));
    const manifest = await recorder.writeManifest({ status: 'completed', roteVersion: '0', warnings: [] });
    await recorder.close();
    expect(await scanForSecrets(recorder.folder, late)).toEqual([]);
    expect(await readRun(recorder.folder)).toMatchObject({
      problems: [],
      report: { summary: '[secret]' },
      events: [
        { id: 1, message: 'the page says [secret]' },
        { id: 2, message: 'nothing to hide' },
      ],
    });
    const events = await readFile(join(recorder.folder, 'events.ndjson'));
    expect(manifest?.artifacts[0]?.sha256).toBe(createHash('sha256').update(events).digest('hex'));
  });

  it('of screenshots and traces are not kept when these are off, nor is the raw trace', async () => {
    const recorder = await open({ settings: { trace: false, screenshots: false } });
    expect(await recorder.saveScreenshot(1, 'click', Buffer.from('jpeg'))).toBeUndefined();
    const raw = join(recorder.scratchFolder, 'raw.zip');
    await writeFile(raw, 'PK');
    expect(await recorder.sealTrace(raw)).toMatchObject({ kept: false });
    await expect(stat(raw)).rejects.toThrow('ENOENT');
    await recorder.close();
    expect(await readdir(recorder.folder)).toEqual(['events.ndjson']);
  });
});

describe('a disk that fails', () => {
  it('is reported once, crashes nothing, and later writes are still tried', async () => {
    const reported: RoteError[] = [];
    const recorder = await open({ onFailure: (failure) => reported.push(failure) });
    await writeFile(join(recorder.folder, 'actions'), 'a file where a folder should be');
    await recorder.recordAction(action);
    await recorder.recordAction({ ...action, number: 2 });
    await recorder.publishStatus(report({ status: 'failed' }));
    expect(reported).toHaveLength(1);
    expect(recorder.failure).toBe(reported[0]);
    expect(recorder.failure).toMatchObject({ code: 'SETUP_FAILED', message: expect.stringContaining(recorder.folder) });
    await recorder.close();
    expect((await readRun(recorder.folder)).report?.status).toBe('failed');
  });

  const disk = join(tmpdir(), `rote-small-disk-${process.pid}`);
  const mounted = mountSmallDisk(disk);
  afterAll(async () => {
    if (mounted) execFileSync('/usr/bin/env', ['umount', disk]);
    await rm(disk, { recursive: true, force: true });
  });

  it.skipIf(!mounted)(
    'is reported as STORAGE_FULL when full; events are written whole or, once there is space, later (needs the right to mount a disk)',
    async () => {
      const reported: string[] = [];
      const recorder = await open({ runsFolder: disk, onFailure: (failure) => reported.push(failure.code) });
      await recorder.emit({ type: 'status', status: 'running', message: 'fits' });
      const ballast = writeFile(join(disk, 'ballast'), Buffer.alloc(512 * 1024));
      await expect(ballast).rejects.toThrow('ENOSPC');
      const received: number[] = [];
      recorder.subscribe((event) => received.push(event.id));
      for (let step = 1; step <= 40; step++)
        await recorder.emit({ type: 'step_started', step, total: 40, action: 'click', description: 'd'.repeat(400) });
      expect(reported).toEqual(['STORAGE_FULL']);
      const { events, problems } = await readRun(recorder.folder);
      expect(events.length).toBeGreaterThan(0);
      expect(events.length).toBeLessThan(41);
      expect(problems).not.toContainEqual(expect.stringContaining('events.ndjson'));
      await recorder.publishStatus(report());
      await rm(join(disk, 'ballast'));
      await recorder.emit({ type: 'complete', status: 'failed', summary: '', error: null });
      await recorder.close();
      expect((await readRun(recorder.folder)).events.map((event) => event.id)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
      expect(received.at(-1)).toBe(42);
      await expect(writeFile(join(disk, 'ballast'), Buffer.alloc(512 * 1024))).rejects.toThrow('ENOSPC');
      await expect(open({ runsFolder: disk, runId: 'second' })).rejects.toMatchObject({
        code: 'STORAGE_FULL',
        message: expect.stringContaining('is full'),
      });
      expect(await readdir(disk)).not.toContain('second');
    },
  );
});

/** A real disk of 256 kB, if this user may mount one. */
function mountSmallDisk(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true });
    execFileSync('/usr/bin/env', ['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
