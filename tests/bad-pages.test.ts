import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSample, startSample } from '../sample/index.ts';
import type { ExecutedRun } from '../src/run/index.ts';
import { untilNoDescendants } from './support/processes.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';
import { ownBrowser } from './support/shared-browser.ts';

/** What pages, tabs and networks do to a run: a clear error that names the step, one terminal status, a whole folder, no process left. */
describe('bad pages', () => {
  let sample: RunningSample;
  let place: TestPlace;

  beforeAll(async () => {
    sample = await startSample({ faults: true });
    place = await openTestPlace(undefined, { browser: ownBrowser });
  });
  afterEach(async () => {
    sample.faults.clear();
    await untilNoDescendants();
  });
  afterAll(async () => {
    await sample.close();
    await place.remove();
  });

  const run = async (steps: string, config = {}, parts = {}) => {
    await place.playbook('bad', `id: bad\nname: Bad\nguardrails: { allow_private_networks: true }\nsteps:\n${steps}`);
    const executed = await place.run(
      { directive: 'go', playbook: 'bad', start_url: `${sample.url}/login`, timeout_seconds: 60, ...config },
      parts,
    );
    await expectWhole(executed);
    return executed.report;
  };

  async function expectWhole({ folder, report }: ExecutedRun): Promise<void> {
    const manifest = JSON.parse(await readFile(join(folder!, 'manifest.json'), 'utf8'));
    expect(manifest.status).toBe(report.status);
    for (const { path } of manifest.artifacts) expect(existsSync(join(folder!, path)), path).toBe(true);
    expect((await readdir(folder!, { recursive: true })).filter((name) => name.includes('.tmp'))).toEqual([]);
    const events = (await readFile(join(folder!, 'events.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter((event) => event.type === 'complete')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'complete', status: report.status });
  }

  const step = (yaml: string) => `  - { ${yaml}, on_failure: abort }\n`;
  const goto = (kind: string, timeout = '') => step(`action: goto, params: { url: '{base_url}/__test/pages/${kind}' }${timeout}`);

  test('a selector that matches nothing', async () => {
    const report = await run(step(`action: click, selector: { primary: '#nothing' }, timeout_ms: 5000, description: Press it`));
    expect(report).toMatchObject({ status: 'failed', error: { code: 'STEP_FAILED' } });
    expect(report.error!.message).toMatch(/^Step 1 \(Press it\): "#nothing" matches nothing on .*: check the selector/);
  });

  test('a selector that matches many things', async () => {
    const report = await run(step(`action: click, selector: { primary: 'form *' }, timeout_ms: 5000`));
    expect(report.error!.message).toMatch(/Step 1 .*matches \d+ .*narrower/);
  });

  test('a page that never loads', async () => {
    const report = await run(
      goto('never_loads', ', timeout_ms: 1500') + step(`action: click, selector: { primary: '#late' }, timeout_ms: 500`),
    );
    expect(report.status).toBe('failed');
    expect(report.error!.message).toMatch(/^Step [12] /);
  });

  test('a page that never answers, until the time of the run is over', async () => {
    sample.faults.arm({ kind: 'never_answers', path: '/orders', times: 10 });
    const report = await run(step(`action: goto, params: { url: '{base_url}/orders' }`), { timeout_seconds: 4 });
    expect(report).toMatchObject({ status: 'timeout', error: { code: 'TIMEOUT' } });
  });

  test('an endless script', async () => {
    const report = await run(
      goto('endless_script', ', timeout_ms: 3000') + step(`action: extract, selector: { primary: h1 }, timeout_ms: 1500`),
      { timeout_seconds: 30 },
    );
    expect(report.status).not.toBe('completed');
    expect(report.error!.message).not.toBe('');
  });

  test('an endless script of the playbook itself', async () => {
    const report = await run(step(`action: evaluate, params: { script: 'for (;;) {}' }, timeout_ms: 1000`));
    expect(report.status).toBe('failed');
    expect(report.error!.message).toMatch(/^Step 1 /);
  });

  test('a tab that crashes', async () => {
    const report = await run(goto('crash_tab') + step(`action: extract, selector: { primary: '#never' }, timeout_ms: 20000`));
    expect(report.status).toBe('failed');
    // Chromium 150 ends as a whole when the tab owes a screenshot as it crashes: then the run says so.
    expect(report.error!.message).toMatch(/^Step [12] .*(crashed|closed|The browser ended unexpectedly)/);
  });

  test('a tab that closes itself', async () => {
    const report = await run(
      step(`action: evaluate, params: { script: 'window.close()' }`) + step(`action: click, selector: { primary: '#x' }, timeout_ms: 1000`),
    );
    expect(report.status).toBe('failed');
    expect(report.error!.message).toMatch(/^Step [12] /);
  });

  test('a dialog in the way is answered and told', async () => {
    await place.playbook('bad', `id: bad\nname: Bad\nguardrails: { allow_private_networks: true }\nsteps:\n${goto('native_dialog')}`);
    const { report, events } = await place.run({ directive: 'go', playbook: 'bad', start_url: `${sample.url}/login` });
    expect(report.error).toBeNull();
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', kind: 'dialog' }));
  });

  test('a download that breaks off leaves no file', async () => {
    // Chromium resumes by itself what broke off; it has to break off again and again.
    sample.faults.arm({ kind: 'broken_download', path: '/orders.csv', times: 50 });
    const login = ['username', 'password']
      .map((name) => step(`action: key_press, selector: { primary: '#${name}' }, params: { text: '{credential:${name}}' }`))
      .join('');
    const steps = `${login}${step(`action: click, selector: { primary: 'button[type=submit]' }, verify: { expect_url_contains: /orders }`)}${step(`action: download, selector: { primary: 'text=Export CSV' }, timeout_ms: 8000`)}`;
    await place.playbook('bad', `id: bad\nname: Bad\nguardrails: { allow_private_networks: true }\nsteps:\n${steps}`);
    const executed = await place.run({
      directive: 'go',
      playbook: 'bad',
      start_url: `${sample.url}/login`,
      credentials: { username: sample.user, password: sample.password },
    });
    await expectWhole(executed);
    expect(executed.report.status).toBe('failed');
    expect(executed.report.error!.message).toMatch(/^Step 4 /);
    expect(await readdir(join(executed.folder!, 'downloads')).catch(() => [])).toEqual([]);
  });

  test('a name that does not resolve', async () => {
    const report = await run(step(`action: goto, params: { url: 'http://no-such-host.invalid/' }`));
    expect(report.status).toBe('failed');
    expect(report.error!.message).toMatch(/^Step 1 .*no-such-host\.invalid/);
  });

  test('a browser that does not start', async () => {
    const browser = async () => ({ path: '/bin/false', version: 'none', source: 'ROTE_BROWSER' as const });
    const report = await run(goto('never_loads'), {}, { browser });
    expect(report).toMatchObject({ status: 'failed', error: { code: 'SETUP_FAILED' } });
    expect(report.error!.message).toContain('/bin/false');
  });

  test('two runs at once, in one folder, do not meet', async () => {
    await place.playbook(
      'bad',
      `id: bad\nname: Bad\nguardrails: { allow_private_networks: true }\nsteps:\n${step(`action: extract, selector: { primary: h1 }, store_as: heading`)}`,
    );
    const config = { directive: 'go', playbook: 'bad', start_url: `${sample.url}/login` };
    const runs = await Promise.all([place.run(config), place.run(config)]);
    for (const executed of runs) {
      expect(executed.report.status).toBe('completed');
      await expectWhole(executed);
    }
    expect(runs[0]!.folder).not.toBe(runs[1]!.folder);
  });
});
