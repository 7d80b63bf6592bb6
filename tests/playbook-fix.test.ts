import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FixFlags, fixPlaybook } from '../src/cli/commands/playbook-fix.ts';
import { openTerminal } from '../src/cli/terminal/terminal.ts';
import { rote } from './support/cli.ts';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

const PLAYBOOK = `# How we save an order. Ask Ana before you change this.
id: save_order
name: Save an order
parameters: [{ name: order }]
guardrails: { enable_llm_action_check: false }
start_url: '{base_url}/'
steps:
  # The search is a POST.
  - action: click
    description: Find order {order}
    selector: { primary: '#search' }
    verify: { expect_text_on_page: 1 order found }
  - action: click
    description: 'Save order {order}'   # writes
    selector:
      primary: '#save'
    verify: { expect_text_on_page: Saved }
`;
const PAGE = `<!doctype html><title>Orders</title><link rel="icon" href="data:,"><button id="search">Find</button> <button id="save">Save</button><p id="state"></p>
<script>const post = async (path, text) => { await fetch(path, { method: 'POST' }); state.textContent = text; };
search.onclick = () => post('/orders/7/search', '1 order found'); save.onclick = () => post('/orders/7/save', 'Saved');</script>`;

let pages: Pages;
let place: TestPlace;
let file: string;

beforeAll(async () => {
  place = await openTestPlace();
  file = join(place.folder, 'save_order.yaml');
  pages = await servePages({ '/': PAGE, '/orders/7/search': 'ok', '/orders/7/save': 'ok' });
});
afterAll(async () => {
  await pages.close();
  await place.remove();
});
beforeEach(() => place.playbook('save_order', PLAYBOOK));

const text = () => readFile(file, 'utf8');

async function runPlaybook() {
  const recording = { trace: false, screenshots: false };
  const { report } = await place.run({
    directive: 'go',
    playbook: 'save_order',
    playbook_params: { order: '7' },
    start_url: pages.url('/'),
    recording,
  });
  expect(report.status, report.summary).toBe('completed');
  return report;
}

const options = () => ['--effects', '--playbooks', place.folder, '--output', join(place.folder, 'runs')];
const fix = (...more: string[]) => rote(['playbook', 'fix', 'save_order', ...options(), ...more]);

/** Runs the command as on a terminal where a person gives these answers. */
async function fixWithAnswers(answers: string[], flags: FixFlags = {}) {
  const stream = new PassThrough();
  const terminal = openTerminal({ json: false, stdout: stream as never, stderr: stream as never });
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answers.shift();
  };
  const code = await fixPlaybook(file, { output: join(place.folder, 'runs'), ...flags }, {}, terminal, ask);
  return { code, questions, shown: String(stream.read()) };
}

test('has nothing to fix before the first run', async () => {
  const { code, stdout } = await rote(['playbook', 'fix', file, '--effects', '--output', join(place.folder, 'none')]);
  expect(stdout).toContain('Nothing to fix: there is no run of "save_order"');
  expect(code).toBe(0);
});

describe('after a run with undeclared effects', () => {
  let runId: string;
  beforeAll(async () => {
    await place.playbook('save_order', PLAYBOOK);
    const report = await runPlaybook();
    expect(report.warnings.filter((warning) => warning.startsWith('Undeclared effect'))).toHaveLength(2);
    runId = report.run_id;
  });

  test('shows the evidence and a diff, and writes nothing without a terminal', async () => {
    const { code, stdout, stderr } = await fix();
    expect(code).toBe(1);
    expect(stderr).toContain('Add --yes to write these changes');
    expect(stdout).toContain(`Step 2 (Save order 7, click) has an effect that the playbook does not declare. In run ${runId} it sent:`);
    expect(stdout).toContain(`POST ${new URL(pages.origin).host}/orders/7/save: answered with 200`);
    expect(stdout).toContain('reads:\n    - method: POST\n      path: /orders/*/search');
    expect(stdout.split('\n').filter((line) => /^[+-][^+-]/.test(line))).toEqual(['+    effect: write', '+    effect: write']);
    expect(await text()).toBe(PLAYBOOK);
  });

  test('writes after consent, keeps every other line, and the next run reports no undeclared effect', async () => {
    const { code, questions } = await fixWithAnswers(['r', 'w', 'y']);
    expect(questions).toEqual([
      'Step 1 (Find order 7): w(rite), r(ead) or s(kip)? [s]',
      'Step 2 (Save order 7): w(rite), r(ead) or s(kip)? [s]',
      'Write these changes? [y/N]',
    ]);
    expect(code).toBe(0);
    expect(await text()).toBe(`${PLAYBOOK}    effect: write\nreads:\n  - method: POST\n    path: /orders/*/search\n`);
    const report = await runPlaybook();
    expect(report.warnings).toEqual([]);
    expect(report.ledger).toEqual([expect.objectContaining({ step: 2, declared: true, state: 'verified' })]);
    expect((await fix()).stdout).toContain('Nothing to fix: there is no undeclared effect in the last 2 recorded runs');
  });

  test('--yes declares each effect as a write', async () => {
    expect((await fix('--yes', '--run', runId)).code).toBe(0);
    expect((await text()).match(/effect: write/g)).toHaveLength(2);
    expect((await fix('--run', runId)).stdout).toContain('Nothing to fix');
  });

  test.each([
    ['every step is skipped', ['', 's']],
    ['the change is declined', ['w', 'w', 'n']],
    ['the input ends', []],
  ])('writes nothing if %s', async (_what, answers) => {
    const { code, shown } = await fixWithAnswers([...answers]);
    expect(code).toBe(1);
    expect(shown).toContain('Nothing was written.');
    expect(await text()).toBe(PLAYBOOK);
  });

  test('refuses a step that changed since the run, and fixes the others', async () => {
    const changed = PLAYBOOK.replace('Save order {order}', 'Cancel order {order}');
    await writeFile(file, changed);
    const { code, stderr } = await fix('--yes', '--run', runId);
    expect(code).toBe(1);
    expect(stderr).toContain(`Step 2 (Save order 7) of run ${runId} is "Cancel order {order}" now: the playbook changed since that run.`);
    expect(await text()).toBe(changed.replace('1 order found }\n', '1 order found }\n    effect: write\n'));
  });

  test('writes nothing if the file changes while a person decides', async () => {
    const stream = new PassThrough();
    const terminal = openTerminal({ json: false, stdout: stream as never, stderr: stream as never });
    const ask = async (question: string) => {
      if (!question.startsWith('Write')) return 'w';
      await writeFile(file, `${PLAYBOOK}# edited\n`);
      return 'y';
    };
    const flags = { output: join(place.folder, 'runs'), run: runId };
    await expect(fixPlaybook(file, flags, {}, terminal, ask)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await text()).toBe(`${PLAYBOOK}# edited\n`);
  });

  test.each<[string, string[], string]>([
    ['a run that is not there', ['--run', 'no-such-run'], 'There is no run "no-such-run"'],
    ['no --effects', [], "required option '--effects' not specified"],
  ])('refuses %s', async (_what, more, message) => {
    const args = more.length === 0 ? ['playbook', 'fix', 'save_order'] : ['playbook', 'fix', 'save_order', ...options(), ...more];
    const { code, stderr } = await rote(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('refuses a run of another playbook', async () => {
    const other = PLAYBOOK.replace('id: save_order', 'id: other');
    await writeFile(file, other);
    const { code, stderr } = await rote(['playbook', 'fix', file, ...options(), '--run', runId]);
    expect(stderr).toContain(`The run "${runId}" used the playbook "save_order", not "other": name one of its runs.`);
    expect(code).toBe(2);
  });
});
