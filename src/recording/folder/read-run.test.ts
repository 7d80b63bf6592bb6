import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SecretBook } from '../../secrets/index.ts';
import { listRuns, openRecorder, readRun } from '../index.ts';

let runsFolder: string;
beforeAll(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'rote-read-'));
});
afterAll(async () => {
  await rm(runsFolder, { recursive: true, force: true });
});

async function runOfThreeEvents(runId: string): Promise<string> {
  const recorder = await openRecorder({ runsFolder, runId, secrets: new SecretBook(), settings: { trace: true, screenshots: true } });
  for (const message of ['one', 'two', 'three']) await recorder.emit({ type: 'status', status: 'running', message });
  await recorder.writeManifest({ status: 'completed', roteVersion: '0', warnings: [] });
  await recorder.close();
  return recorder.folder;
}

it('reports an incomplete last event and reads the ones before it', async () => {
  const folder = await runOfThreeEvents('torn');
  await appendFile(join(folder, 'events.ndjson'), '{"id":4,"at":"2026');
  const { events, problems } = await readRun(folder);
  expect(events.map((event) => event.id)).toEqual([1, 2, 3]);
  expect(problems).toContain('events.ndjson ends in the middle of an event: the process was killed while it wrote.');
});

it('stops reading at a damaged event or a gap, and reports a file that is shorter than its manifest says', async () => {
  const folder = await runOfThreeEvents('damaged');
  const path = join(folder, 'events.ndjson');
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [lines[0], lines[2], ''].join('\n'));
  expect((await readRun(folder)).problems).toContain('events.ndjson is damaged in line 2; what follows was not read.');
  await truncate(path, lines[0]!.length + 1);
  expect((await readRun(folder)).problems).toContain('events.ndjson holds 1 events, the manifest says 3.');
});

it('throws NOT_FOUND for a missing run, and lists no runs of a missing folder', async () => {
  await expect(readRun(join(runsFolder, 'nothing'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await listRuns(join(runsFolder, 'nothing'))).toEqual([]);
  expect((await listRuns(runsFolder)).map((run) => run.runId).sort()).toEqual(['damaged', 'torn']);
});
