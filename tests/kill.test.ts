import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSample, startSample } from '../sample/index.ts';
import { findBrowser } from '../src/browser/index.ts';
import { runEventSchema, runReportSchema } from '../src/contract/index.ts';
import { seededRandom } from '../src/eval/statistics/seeded-random.ts';
import { descendantsOf, processesMentioning, untilGone } from './support/processes.ts';
import { untilFile } from './support/watch-file.ts';

const ROUNDS = process.env.ROTE_TEST_ALL === undefined ? 8 : 20;
const ORDER = 10234;
const main = resolve(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

let sample: RunningSample;
let folder: string;
let browser: string;

beforeAll(async () => {
  sample = await startSample();
  folder = await mkdtemp(join(tmpdir(), 'rote-kill-'));
  browser = (await findBrowser())?.path ?? '';
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true, force: true });
});

function start(runId: string) {
  const child = spawn(
    process.execPath,
    [main, 'run', `Cancel order #${ORDER}`, '--start-url', sample.url, '--output', folder, '--run-id', runId, '--no-session', '--json'],
    {
      env: {
        ...process.env,
        ROTE_BROWSER: browser,
        ROTE_DATA: join(folder, 'data'),
        ROTE_CREDENTIALS: JSON.stringify({ username: sample.user, password: sample.password }),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  return { child, exited };
}

/** Kills when the event log has a number of lines, and a random moment after that. */
async function killAfterEvents(runId: string, lines: number, extraMs: number): Promise<void> {
  const { child, exited } = start(runId);
  await untilFile(folder, join(folder, runId, 'events.ndjson'), (text) => text.split('\n').length - 1 >= lines, exited);
  await Promise.race([moment(extraMs), exited]);
  const family = await descendantsOf(child.pid!);
  child.kill('SIGKILL');
  await exited;
  await untilGone(family);
}

test(`killed at ${ROUNDS} random moments: whole files, gapless events, no browser left, no order cancelled twice [LEDGER-09, SERVICE-13]`, async () => {
  const seed = Number(process.env.ROTE_TEST_SEED ?? Math.floor(Math.random() * 1e6));
  console.log(`seed ${seed} (ROTE_TEST_SEED repeats it)`);
  const random = seededRandom(seed);
  for (let round = 0; round < ROUNDS; round++) {
    sample.reset();
    const runId = `killed-${round}`;
    await killAfterEvents(runId, Math.floor(random() * 34), random() * 60);
    const run = join(folder, runId);
    if (!existsSync(run)) continue;
    const text = existsSync(join(run, 'events.ndjson')) ? await readFile(join(run, 'events.ndjson'), 'utf8') : '';
    // What follows the last newline was being written when the power went; every line before it is whole.
    const ids = text
      .split('\n')
      .slice(0, -1)
      .map((line) => runEventSchema.parse(JSON.parse(line)).id);
    expect(ids, `round ${round}`).toEqual(ids.map((_id, index) => index + 1));
    for (const file of await readdir(run, { recursive: true })) {
      if (file.split('/').some((part) => part.startsWith('.'))) continue;
      if (file.endsWith('.json') && !file.startsWith('downloads')) JSON.parse(await readFile(join(run, file), 'utf8'));
      if (file.endsWith('.jpg')) expect((await readFile(join(run, file))).subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    }
    if (existsSync(join(run, 'status.json'))) runReportSchema.parse(JSON.parse(await readFile(join(run, 'status.json'), 'utf8')));
    const order = sample.store.order(ORDER)!;
    expect(order.requests.cancel).toBeLessThanOrEqual(1);
    // An effect that reached the application was written down as intended before it was sent.
    if (order.requests.cancel === 1) expect(text).toContain('"intended"');
  }
  expect(await processesMentioning(folder)).toEqual([]);

  // The next run sweeps up what the dead ones left, and works.
  sample.reset();
  const { child, exited } = start('after-all');
  await exited;
  expect(child.exitCode).toBe(0);
  expect((await readdir(join(folder, 'killed-0')).catch(() => [])).filter((name) => name.startsWith('.'))).toEqual([]);
});
