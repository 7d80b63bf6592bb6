import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EvalReport, readReport } from '../src/eval/index.ts';
import { rote, startRote } from './support/cli.ts';
import { isAlive, processesMentioning } from './support/processes.ts';
import { BUNDLED_PLAYBOOKS } from './support/run-here.ts';
import { openTestSession } from './support/test-session.ts';
import { untilFile } from './support/watch-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-eval-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const CASES = `
defaults:
  execution_mode: playbook_only
  start_url: '{{target.url}}'
  credentials: target
  allow_private_networks: true
  record: false
  setup: { kind: http, method: POST, url: '{{target.url}}/__test/reset' }
cases:
  - id: cancel
    directive: 'Cancel order #10234'
    benchmark_tags: [write]
    expect:
      check:
        - { kind: http, url: '{{target.url}}/api/orders/10234', headers: { authorization: 'Bearer {{target.api_token}}' }, json_path: status, equals: cancelled }
        - { kind: http, url: '{{target.url}}/api/orders/10234', headers: { authorization: 'Bearer {{target.api_token}}' }, json_path: cancel_requests, equals: 1 }
  - id: status
    directive: 'What is the status of order #10234?'
    benchmark_tags: [read]
    # Had another trial's cancellation not been taken back, or a trial beside it reached this target, it would not be paid.
    expect: { data_values_contain: { order_status: paid } }
  - id: unknown
    directive: 'What is the status of order #99999?'
    benchmark_tags: [read]
    expect: { error_contains: there may be no such order }
`;

async function suiteFile(name: string, target = 'sample'): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, `name: ${name}\ntarget: ${target}\n${CASES}`);
  return file;
}

/** Bundled playbooks of which one has forgotten to press the button that confirms. */
async function regressedPlaybooks(): Promise<string> {
  const own = join(folder, 'regressed');
  await cp(BUNDLED_PLAYBOOKS, own, { recursive: true });
  const file = join(own, 'cancel_order.yaml');
  const steps = (await readFile(file, 'utf8')).split('\n\n');
  const kept = steps.slice(0, -3).concat('summary: Order {order_id} is cancelled.\n');
  await writeFile(file, kept.join('\n\n'));
  return own;
}

let regressed: Promise<{ out: string; end: Awaited<ReturnType<typeof rote>> }> | undefined;

/** An evaluation by those playbooks, made once for all tests that look at it. */
function regressedEvaluation() {
  regressed ??= (async () => {
    const out = join(folder, 'after');
    return {
      out,
      end: await rote(['eval', 'run', await suiteFile('gate'), '--report', out, '--playbooks', await regressedPlaybooks(), '--json']),
    };
  })();
  return regressed;
}

/** What of a report does not depend on the clock. */
function outcomes(report: EvalReport) {
  return report.cases.map((one) => ({
    id: one.id,
    passed: one.passed,
    problems: one.problems,
    pass_rate: one.figures.pass_rate,
    pass_at: one.figures.pass_at,
    trials: one.trials.map(({ trial, outcome, unmet, status, driver, summary, actions, failure_class, run_id }) => ({
      trial,
      outcome,
      unmet,
      status,
      driver,
      summary,
      actions,
      failure_class,
      run_id,
    })),
  }));
}

describe('rote eval', () => {
  test('one at a time and four at a time come to the same, with cases that write', async () => {
    const suite = await suiteFile('parallel');
    const reports: EvalReport[] = [];
    for (const parallel of ['1', '4']) {
      const out = join(folder, `parallel-${parallel}`);
      const end = await rote(['eval', 'run', suite, '--trials', '2', '--parallel', parallel, '--report', out]);
      expect(end.code, end.stdout + end.stderr).toBe(0);
      expect(end.stdout).toContain(`6 trials, ${parallel} at a time`);
      reports.push(await readReport(out));
    }
    const [one, four] = reports;
    expect(one!.figures).toMatchObject({ planned: 6, scored: 6, passed: 6 });
    expect(outcomes(four!)).toEqual(outcomes(one!));
    expect(new Set(four!.cases.map((each) => each.figures.deterministic.of))).toEqual(new Set([2]));
  });

  test('a planted regression fails the gate, compare names it, and rescore judges it again without running', async () => {
    const suite = await suiteFile('gate');
    const before = join(folder, 'before');
    const good = await rote(['eval', 'run', suite, '--report', before]);
    expect(good.code, good.stdout + good.stderr).toBe(0);
    const { out: after, end: bad } = await regressedEvaluation();
    expect(bad.code, bad.stderr).toBe(1);
    // The run says that it did it. The order says otherwise.
    const report = JSON.parse(bad.stdout) as EvalReport;
    const cancel = report.cases.find((one) => one.id === 'cancel')!;
    expect(cancel.trials[0]).toMatchObject({
      status: 'completed',
      summary: 'Order 10234 is cancelled.',
      outcome: 'failed',
      failure_class: 'wrong_answer',
    });
    expect(report.cases.filter((one) => !one.passed).map((one) => one.id)).toEqual(['cancel']);
    const junit = await readFile(join(after, 'junit.xml'), 'utf8');
    expect(junit).toMatch(/failures="1" errors="0"/);
    expect(junit).toMatch(/name="cancel"[^>]*><failure type="wrong_answer"/);
    expect((await readFile(join(after, 'trials.csv'), 'utf8')).split('\r\n')[1]).toMatch(/^cancel,1,write,failed,wrong_answer,playbook/);

    const compared = await rote(['eval', 'compare', before, after]);
    expect(compared.code).toBe(1);
    expect(compared.stdout).toMatch(/^cancel +REGRESSED/m);
    expect(compared.stdout).toMatch(/^regression: cancel: 0 of 1 trials passed/m);
    expect(compared.stdout).toMatch(/^status +passes/m);
    expect(compared.stdout).toContain('seed 1');
    const json = await rote(['eval', 'compare', before, after, '--json', '--seed', '7']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      seed: 7,
      regressions: ['cancel'],
      pass: { worse: 1, better: 0, certainty: 'too_few' },
    });
    expect((await rote(['eval', 'compare', before, before])).code).toBe(0);

    // The same trials by softer expectations, nothing run: no target is needed for it.
    const journal = await readFile(join(after, 'trials.ndjson'), 'utf8');
    const softer = join(folder, 'softer.yaml');
    await writeFile(softer, (await readFile(suite, 'utf8')).replace('equals: cancelled', 'equals: paid').replace('equals: 1', 'equals: 0'));
    const again = await rote(['eval', 'rescore', after, '--suite', softer]);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toContain('it was scored again');
    expect((await rote(['eval', 'rescore', after])).code).toBe(1);
    expect(await readFile(join(after, 'trials.ndjson'), 'utf8')).toBe(journal);
  });

  test('killed in the middle, --resume does the rest: nothing twice, nothing lost, nothing left running', async () => {
    const suite = await suiteFile(
      'killed',
      `{ run: ['${process.execPath}', '${resolve(import.meta.dirname, 'support/sample-program.ts')}'] }`,
    );
    const out = join(folder, 'killed');
    const args = ['eval', 'run', suite, '--trials', '2', '--parallel', '2', '--report', out];
    const journal = join(out, 'trials.ndjson');
    await mkdir(out);
    const { child, end } = await startRote(args);
    // Two are done and two more have begun.
    await untilFile(out, journal, (text) => text.split('"type":"finished"').length > 2 && text.split('"type":"started"').length > 4, end);
    child.kill('SIGKILL');
    expect(await end).toMatchObject({ signal: 'SIGKILL' });
    const before = await readFile(journal, 'utf8');
    const whole = before.slice(0, before.lastIndexOf('\n') + 1);
    const finishedBefore = finishedOf(whole);
    expect(finishedBefore.length).toBeGreaterThanOrEqual(2);
    expect(finishedBefore.length).toBeLessThan(6);
    const stamps = await Promise.all(finishedBefore.map((line) => stat(join(out, 'runs', line.run_id, 'manifest.json'))));
    const left = (await readdir(join(out, 'slots'))).filter((name) => name.endsWith('.json'));
    expect(left.length).toBeGreaterThan(0);
    const pids = await Promise.all(left.map(async (name) => JSON.parse(await readFile(join(out, 'slots', name), 'utf8')).pid as number));

    const refused = await rote(args);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--resume') });
    const resumed = await rote([...args, '--resume']);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    expect(resumed.stdout).toContain(`6 trials, ${finishedBefore.length} of them already done`);

    const after = await readFile(journal, 'utf8');
    expect(after.startsWith(whole)).toBe(true);
    const all = finishedOf(after).map((line) => `${line.case_id} ${line.trial}`);
    expect(all).toHaveLength(6);
    expect(new Set(all).size).toBe(6);
    const stampsAfter = await Promise.all(finishedBefore.map((line) => stat(join(out, 'runs', line.run_id, 'manifest.json'))));
    expect(stampsAfter.map((one) => one.mtimeMs)).toEqual(stamps.map((one) => one.mtimeMs));
    const report = await readReport(out);
    expect(report).toMatchObject({ passed: true, figures: { planned: 6, scored: 6, passed: 6 } });
    expect(report.sessions.map((session) => session.ended === null)).toEqual([true, false]);
    expect(report.notes.join()).toContain('It was resumed once');
    for (const pid of pids) expect(await isAlive(pid)).toBe(false);
    expect(await processesMentioning('sample-program.ts')).toEqual([]);
    expect(await readdir(out)).not.toContain('slots');

    // Everything is done: nothing is run, and the verdict stands.
    const idle = await rote([...args, '--resume']);
    expect(idle).toMatchObject({ code: 0, stdout: expect.stringContaining('6 of them already done') });
    expect(finishedOf(await readFile(journal, 'utf8'))).toHaveLength(6);
    await writeFile(suite, (await readFile(suite, 'utf8')).replace('equals: 1', 'equals: 2'));
    expect(await rote([...args, '--resume'])).toMatchObject({ code: 2, stderr: expect.stringContaining('The suite has changed') });
  });

  test('the page of the report says in Chromium what the report says, by itself', async () => {
    const { out } = await regressedEvaluation();
    const report = await readReport(out);
    const { session, end } = await openTestSession();
    const page = session.page();
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    const address = pathToFileURL(join(out, 'report.html')).href;
    await page.goto(address);
    const figure = (name: string) => page.locator(`[data-figure="${name}"] .value`).innerText();
    expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('failed');
    expect(await figure('pass_rate')).toBe('66.7 %');
    expect(await figure('trials')).toBe('2/3');
    expect(await figure('pass_at_1')).toBe('66.7 %');
    expect(await figure('deterministic')).toBe('66.7 %');
    expect(await figure('actions_mean')).toBe(String(Number(report.figures.actions.mean!.toFixed(1))));
    // 2 of 3 by Wilson.
    expect(await page.locator('[data-figure="pass_rate"] .more').innerText()).toBe('20.8 to 93.9 %, at 95 %');
    const counts = await page
      .locator('details.case')
      .evaluateAll((cases) =>
        cases.map((one) => [
          one.getAttribute('data-case'),
          one.querySelector('[data-passed]')?.getAttribute('data-passed'),
          one.querySelector('[data-passed]')?.getAttribute('data-scored'),
        ]),
      );
    expect(counts).toEqual(report.cases.map((one) => [one.id, String(one.figures.passed), String(one.figures.scored)]));
    // What failed is open, and says why; what passed is folded.
    expect(await page.locator('details[open]').evaluateAll((open) => open.map((one) => one.getAttribute('data-case')))).toEqual(['cancel']);
    expect(await page.getByText('it is "paid", not "cancelled"').first().isVisible()).toBe(true);
    const tag = await page.locator('[data-tag="read"] td').allInnerTexts();
    expect(tag.slice(0, 4)).toEqual(['read', '2', '2/2', '100 %']);
    // The charts are drawn: a line for each case, dots where the rates are.
    const dots = await page
      .locator('svg[aria-label="Pass rate of each case"] g[data-case] circle')
      .evaluateAll((all) => all.map((dot) => Number(dot.getAttribute('cx'))));
    expect(dots).toEqual([190, 560, 560]);
    expect((await page.locator('svg').first().boundingBox())!.width).toBeGreaterThan(200);
    // Each trial leads to its run folder, which is there.
    for (const link of await page.locator('tbody a').evaluateAll((links) => links.map((one) => (one as HTMLAnchorElement).href))) {
      expect((await stat(new URL(link))).isDirectory()).toBe(true);
    }
    expect(asked).toEqual([address]);
    expect(wrong).toEqual([]);
    await end();
  });

  test.each([
    ['an unknown suite', ['eval', 'run', 'nowhere.yaml', '--report', 'x'], /There is no suite nowhere.yaml/],
    ['no report folder', ['eval', 'run', 'x.yaml'], /--report/],
    ['an invalid number', ['eval', 'run', 'SUITE', '--report', 'x', '--trials', '1.5'], /--trials takes a whole number/],
    [
      'a tag that nobody has',
      ['eval', 'run', 'SUITE', '--report', 'OUT', '--tag', 'nope'],
      /No case has the tag nope\. Tags of the suite: write, read/,
    ],
    ['a folder of playbooks that lacks one', ['eval', 'run', 'NAMED', '--report', 'OUT'], /there is no playbook "nobody"/],
    ['reports that are none', ['eval', 'compare', 'nowhere', 'nowhere'], /There is no report at/],
    ['a folder without trials', ['eval', 'rescore', 'nowhere'], /holds no trials/],
  ])('%s is bad input: 2', async (_what, args, message) => {
    const suite = await suiteFile('bad');
    const named = join(folder, 'named.yaml');
    await writeFile(named, 'name: x\ncases: [{ id: a, directive: b, playbook: nobody }]\n');
    const places: Record<string, string> = { SUITE: suite, NAMED: named, OUT: join(folder, 'bad') };
    const end = await rote(args.map((arg) => places[arg] ?? arg));
    expect(end.code, end.stderr).toBe(2);
    expect(end.stderr).toMatch(message);
  });

  test('a suite with problems tells all of them with their places; a model that is missing is said before anything runs', async () => {
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, 'name: x\ncases:\n  - id: a\n    directve: x\n    trials: 0\n');
    const run = await rote(['eval', 'run', wrong, '--report', join(folder, 'wrong')]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/wrong\.yaml:4:5: a case has no key "directve" \(did you mean "directive"\?\)/);
    expect(run.stderr).toMatch(/wrong\.yaml:5:13: trials is too small/);
    expect((await rote(['eval', 'validate', wrong, await suiteFile('fine')])).code).toBe(2);
    const agent = join(folder, 'agent.yaml');
    await writeFile(agent, 'name: x\ncases: [{ id: a, directive: b, execution_mode: agent_only }]\n');
    const without = await rote(['eval', 'run', agent, '--report', join(folder, 'wrong')]);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('The case "a" needs a model.') });
  });
});

function finishedOf(journal: string): { case_id: string; trial: number; run_id: string }[] {
  return journal
    .split('\n')
    .filter((line) => line.includes('"type":"finished"'))
    .map((line) => JSON.parse(line));
}
