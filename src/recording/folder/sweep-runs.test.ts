import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SecretBook } from '../../secrets/index.ts';
import { openRecorder, readRun, sweepRuns } from '../index.ts';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'rote-sweep-'));
});
afterEach(async () => {
  await rm(runsFolder, { recursive: true, force: true });
});

/** A process that opens a recorder, says so, and emits events until it is killed. */
const VICTIM = `
  import { openRecorder } from ${JSON.stringify(join(import.meta.dirname, '../index.ts'))};
  import { SecretBook } from ${JSON.stringify(join(import.meta.dirname, '../../secrets/index.ts'))};
  const recorder = await openRecorder({ runsFolder: process.argv[1], runId: 'killed', secrets: new SecretBook(), settings: { trace: true, screenshots: true } });
  console.log('open');
  for (let step = 1; ; step++) {
    void recorder.recordAction({ number: step, at: '', action: 'click', input: {}, driver: 'agent', ok: true, text: '', url_before: '', url_after: '', duration_ms: 1 });
    await recorder.emit({ type: 'step_started', step, total: 9, action: 'click', description: 'd'.repeat(300) });
    if (step === 5) console.log('busy');
  }
`;

it('sweeps the leftovers of a killed run, whose files are whole and whose events have no gaps [SERVICE-13]', async () => {
  const victim = spawn(process.execPath, ['--input-type=module-typescript', '-e', VICTIM, runsFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const said of victim.stdout) if (String(said).includes('busy')) break;
  const folder = join(runsFolder, 'killed');
  await writeFile(join(folder, '.scratch.tmp', 'raw.zip'), 'secrets');
  expect(await sweepRuns(runsFolder)).toEqual([]);
  victim.kill('SIGKILL');
  await once(victim, 'exit');
  await mkdir(join(folder, 'screenshots'));
  await writeFile(join(folder, 'screenshots', '.half.tmp'), 'half');

  const removed = await sweepRuns(runsFolder);
  expect(removed).toContain(join(folder, '.scratch.tmp'));
  expect(removed).toContain(join(folder, 'screenshots', '.half.tmp'));
  expect((await readdir(folder, { recursive: true })).filter((name) => name.includes('.tmp'))).toEqual([]);
  const { events, problems } = await readRun(folder);
  expect(events.length).toBeGreaterThanOrEqual(5);
  expect(problems.filter((problem) => problem.includes('damaged'))).toEqual([]);
});

it('skips active runs and tolerates foreign owner files and a missing folder', async () => {
  const recorder = await openRecorder({ runsFolder, secrets: new SecretBook(), settings: { trace: true, screenshots: true } });
  await mkdir(join(runsFolder, 'stranger'));
  await writeFile(join(runsFolder, 'stranger', '.owner.tmp'), 'not ours');
  await writeFile(join(runsFolder, 'stranger', 'kept.tmp'), '');
  expect(await sweepRuns(runsFolder)).toEqual([join(runsFolder, 'stranger', '.owner.tmp')]);
  expect(await readdir(recorder.folder)).toContain('.scratch.tmp');
  await recorder.close();
  expect(await sweepRuns(runsFolder)).toEqual([]);
  expect(await sweepRuns(join(runsFolder, 'missing'))).toEqual([]);
});
