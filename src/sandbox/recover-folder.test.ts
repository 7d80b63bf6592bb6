import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEventBody, RunReport } from '../contract/index.ts';
import { openRecorder, readRun, sha256Of } from '../recording/index.ts';
import { SecretBook } from '../secrets/index.ts';
import { readFinishedFolder } from './finished-folder.ts';
import { type AssumedEnd, completeRunFolder } from './recover-folder.ts';
import { reportFromEvents } from './report-from-events.ts';

const end: AssumedEnd = {
  runId: 'r',
  directive: 'Pay bill 7',
  playbook: 'pay',
  status: 'failed',
  error: { code: 'WORKER_LOST', message: 'The worker is gone.' },
};

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'rote-recover-'));
});
afterEach(() => rm(runs, { recursive: true, force: true }));

/** The folder of a run whose process is gone, after these events. */
async function dead(...events: RunEventBody[]): Promise<string> {
  const recorder = await openRecorder({
    runsFolder: runs,
    runId: 'r',
    secrets: new SecretBook(),
    settings: { trace: true, screenshots: true },
  });
  for (const event of events) await recorder.emit(event);
  await recorder.saveScreenshot(1, 'click', new Uint8Array([1, 2, 3]));
  const owner = join(recorder.folder, '.owner.tmp');
  const identity = JSON.parse(await readFile(owner, 'utf8'));
  await recorder.close();
  // What closing removes, a killed process leaves: here one that had the number of this process, long ago.
  await writeFile(owner, JSON.stringify({ ...identity, started: '1' }));
  await mkdir(recorder.scratchFolder);
  await writeFile(join(recorder.scratchFolder, 'trace.raw.zip'), 'full of secrets');
  await mkdir(recorder.downloadsFolder, { recursive: true });
  await writeFile(join(recorder.downloadsFolder, '.half.tmp'), 'half a downl');
  return recorder.folder;
}

const running: RunEventBody = { type: 'status', status: 'running', message: 'playbook pay', playbook: 'pay' };
const started = (step: number): RunEventBody => ({ type: 'step_started', step, total: 3, action: 'click', description: `Step ${step}` });
const done = (step: number, effect?: 'committed'): RunEventBody => ({
  type: 'step',
  total: 3,
  result: { step, action: 'click', description: `Step ${step}`, status: 'ok', attempts: 1, duration_ms: 1, ...(effect && { effect }) },
});
const ledger = (step: number, state: 'intended' | 'committed' | 'verified'): RunEventBody => ({
  type: 'ledger',
  step,
  description: `Step ${step}`,
  state,
});

describe('completeRunFolder', () => {
  test('marks the interrupted effect as unknown and the interrupted step as failed [LEDGER-08]', async () => {
    const folder = await dead(
      running,
      started(1),
      ledger(1, 'intended'),
      ledger(1, 'committed'),
      done(1, 'committed'),
      started(2),
      ledger(2, 'intended'),
    );
    const left = await completeRunFolder(folder, end);
    expect(left.report).toMatchObject({ run_id: 'r', status: 'failed', directive: 'Pay bill 7', playbook: 'pay', error: end.error });
    expect(left.report.ledger.map(({ step, state }) => [step, state])).toEqual([
      [1, 'committed'],
      [2, 'unknown'],
    ]);
    expect(left.report.step_results).toEqual([
      expect.objectContaining({ step: 1, status: 'ok' }),
      expect.objectContaining({ step: 2, status: 'failed', effect: 'unknown', error: end.error }),
    ]);
    expect(left.events.slice(-2)).toMatchObject([
      { type: 'ledger', step: 2, state: 'unknown' },
      { type: 'complete', status: 'failed' },
    ]);
    expect(left.events.map(({ id }) => id)).toEqual(left.events.map((_event, index) => index + 1));
  });

  test('marks an effect as unknown that was committed but not verified', async () => {
    const folder = await dead(running, started(1), ledger(1, 'intended'), ledger(1, 'committed'));
    expect((await completeRunFolder(folder, end)).report.ledger).toEqual([expect.objectContaining({ state: 'unknown' })]);
  });

  test('cuts a torn last event, removes leftovers and raw traces, and lists every file with its hash', async () => {
    const folder = await dead(running);
    await appendFile(join(folder, 'events.ndjson'), '{"id":2,"at":"2026-11-0');
    const left = await completeRunFolder(folder, end);
    expect(left.events).toHaveLength(2);
    expect(left.events[1]).toMatchObject({ id: 2, type: 'complete' });
    expect((await readdir(folder, { recursive: true })).filter((name) => /(^|\/)\./.test(name))).toEqual([]);
    expect(left.artifacts.map(({ path }) => path)).toEqual(['events.ndjson', 'status.json', 'screenshots/0001_click.jpg', 'manifest.json']);
    for (const { path, bytes, sha256 } of left.artifacts) {
      expect(await sha256Of(join(folder, path))).toBe(sha256);
      expect((await readFile(join(folder, path))).length).toBe(bytes);
    }
    expect((await readRun(folder)).problems).toEqual([]);
  });

  test('keeps a published status, whatever the worker assumes', async () => {
    const folder = await dead(running, started(1), done(1), started(2), ledger(2, 'intended'));
    const published: RunReport = {
      ...reportFromEvents({ ...end, playbook: 'pay', startedAt: '' }, (await readRun(folder)).events),
      status: 'completed',
      summary: 'Paid.',
      data: { receipt: '77' },
      error: null,
    };
    await writeFile(join(folder, 'status.json'), JSON.stringify(published));
    const left = await completeRunFolder(folder, end);
    expect(left).toMatchObject({ status: 'completed', error: null, report: { summary: 'Paid.', data: { receipt: '77' } } });
    expect(left.events.at(-1)).toMatchObject({ type: 'complete', status: 'completed', summary: 'Paid.' });
  });

  test('keeps a published end, also when the report is damaged', async () => {
    const folder = await dead(running, { type: 'complete', status: 'terminated', summary: 'stopped', error: null });
    await writeFile(join(folder, 'status.json'), '{"half":');
    const left = await completeRunFolder(folder, end);
    expect(left).toMatchObject({ status: 'terminated', report: { summary: 'stopped' } });
    expect(left.events.filter(({ type }) => type === 'complete')).toHaveLength(1);
  });

  test('creates a missing folder', async () => {
    const folder = join(runs, 'never-begun');
    const left = await completeRunFolder(folder, { ...end, runId: 'never-begun', startedAt: '2026-11-01T00:00:00.000Z' });
    expect(left).toMatchObject({ status: 'failed', report: { run_id: 'never-begun', started_at: expect.any(String) } });
    expect(left.events).toMatchObject([{ id: 1, type: 'complete' }]);
  });

  test('changes nothing when repeated', async () => {
    const folder = await dead(running, started(1), ledger(1, 'intended'));
    const first = await completeRunFolder(folder, end);
    expect(await completeRunFolder(folder, { ...end, status: 'timeout' })).toEqual(first);
    expect(await readFinishedFolder(folder)).toEqual(first);
    // Killed before the manifest was written: the end is there already.
    await rm(join(folder, 'manifest.json'));
    const again = await completeRunFolder(folder, { ...end, status: 'timeout' });
    expect(again.events).toEqual(first.events);
    expect(again.status).toBe('failed');
  });

  test('refuses while the process that fills the folder is alive', async () => {
    const recorder = await openRecorder({ runsFolder: runs, secrets: new SecretBook(), settings: { trace: true, screenshots: true } });
    await expect(completeRunFolder(recorder.folder, end)).rejects.toMatchObject({ code: 'CONFLICT' });
    await recorder.close();
  });
});

test('a folder without its manifest, with a missing file or an open end is not finished', async () => {
  expect(await readFinishedFolder(join(runs, 'nowhere'))).toBeUndefined();
  const folder = await dead(running);
  expect(await readFinishedFolder(folder)).toBeUndefined();
  await completeRunFolder(folder, end);
  expect(await readFinishedFolder(folder)).toBeDefined();
  await writeFile(join(folder, 'screenshots', '0001_click.jpg'), 'x');
  expect(await readFinishedFolder(folder)).toBeUndefined();
});
