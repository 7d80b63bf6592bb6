import { spawn } from 'node:child_process';
import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunView } from '../../src/contract/index.ts';
import { checkEffect } from './checks/check-effects.ts';
import { checkEnds } from './checks/check-ends.ts';
import { checkEvents } from './checks/check-events.ts';
import { checkFiles } from './checks/check-files.ts';
import { checkLeftovers } from './checks/check-leftovers.ts';
import { checkSecrets } from './checks/check-secrets.ts';
import type { AskedRun } from './world/asked-run.ts';
import { World } from './world/world.ts';

/** One run that nobody harmed. Each test then loses something of it, and the checker has to say so. */
let world: World;
let run: AskedRun;
let view: RunView;

beforeAll(async () => {
  world = await World.open({ backend: 'pglite', databaseUrl: undefined, random: () => 0.5 });
  await world.start();
  run = await world.ask(world.newId('checked'), { orderId: world.freshOrder() });
  await run.observer!.done;
  view = (await checkEnds(world, [run], 30_000)).views.get(run.runId)!;
});
afterAll(async () => {
  await world.close();
  await world.remove();
});

it('says nothing of a run that is whole', async () => {
  expect((await checkEnds(world, [run], 30_000)).problems).toEqual([]);
  expect(await checkEvents(world, run)).toEqual([]);
  expect(await checkFiles(world, run)).toEqual([]);
  expect(checkEffect(world, run, view)).toEqual([]);
});

it('finds a run that is not there, and one that was told to have ended in two ways', async () => {
  const lost: AskedRun = { ...run, runId: 'never-made', observer: undefined, ends: new Set() };
  expect((await checkEnds(world, [lost], 300)).problems.join()).toContain('never-made is listed 0 times');
  const twice: AskedRun = { ...run, ends: new Set([...run.ends, 'failed']) };
  expect((await checkEnds(world, [twice], 30_000)).problems.join()).toContain('clients saw these ends: completed, failed');
});

it('finds an event that was told and is not kept, and one that is kept otherwise', async () => {
  const events = new Map(run.observer!.events);
  events.set(2, '{"id":2}').set(events.size + 1, '{"id":99}');
  const problems = (await checkEvents(world, { ...run, observer: { ...run.observer!, events, violations: [] } as never })).join('\n');
  expect(problems).toContain('the event 2 was told as {"id":2}');
  expect(problems).toContain(`the event ${events.size} was told and is lost`);
});

it('finds files that are torn, missing, or left over', async () => {
  const folder = join(world.runsFolder, run.runId);
  await appendFile(join(folder, 'status.json'), '{');
  const [picture = ''] = await readdir(join(folder, 'screenshots'));
  await rm(join(folder, 'screenshots', picture));
  await writeFile(join(folder, '.half.tmp'), '');
  const problems = (await checkFiles(world, run)).join('\n');
  expect(problems).toContain('status.json');
  expect(problems).toContain(`screenshots/${picture} is in the manifest and not there`);
  expect(problems).toContain('.half.tmp was left');
});

it('finds an effect that happened twice, and one that nobody was told of', () => {
  const order = world.sample.store.order(run.orderId!)!;
  expect(checkEffect(world, run, { ...view, ledger: [] }).join()).toContain('the ledger says nothing');
  expect(checkEffect(world, run, { ...view, ledger: [{ step: 5, description: '', state: 'intended' }] }).join()).toContain(
    'neither known nor unknown',
  );
  order.requests.cancel = 2;
  expect(checkEffect(world, run, view).join()).toContain('sent 2 times');
  order.requests.cancel = 0;
  expect(checkEffect(world, run, view).join()).toContain('said to be completed, and nothing was sent');
  order.requests.cancel = 1;
});

it('finds a process that outlived its service, and a credential in clear', async () => {
  await world.close();
  const marks = { ROTE_SANDBOX_ID: 'left', ROTE_SANDBOX_WORKER: JSON.stringify(['here', '', world.workerPids[0], '']) };
  const left = spawn('sleep', ['60'], { env: { ...process.env, ...marks }, stdio: 'ignore' });
  expect((await checkLeftovers(world, 1_000)).join()).toContain(`marked process ${left.pid}`);
  left.kill('SIGKILL');
  expect(await checkLeftovers(world)).toEqual([]);
  expect(await checkSecrets(world)).toEqual([]);
  await writeFile(join(world.runsFolder, 'note.txt'), `the pin is ${Buffer.from(world.planted).toString('base64')}`);
  expect((await checkSecrets(world)).join()).toContain('note.txt');
});
