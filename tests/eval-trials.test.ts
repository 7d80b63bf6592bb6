import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cancelled } from '../src/base/index.ts';
import { rescore } from '../src/eval/index.ts';
import type { ModelRequest, ScriptedReply, ScriptedTurn } from '../src/model/index.ts';
import { scanForSecrets } from '../src/recording/index.ts';
import { Secret, SecretBook } from '../src/secrets/index.ts';
import { type EvalPlace, openEvalPlace } from './support/eval-here.ts';
import { servePages } from './support/pages.ts';
import { act as call, refOf } from './support/scripted-agent.ts';

let place: EvalPlace;
beforeAll(async () => {
  place = await openEvalPlace();
});
afterAll(() => place.remove());

const act = (action: string, input: Record<string, unknown> = {}): ScriptedReply => ({
  ...call(action, input),
  usage: { input: 1_000, cached: 400, output: 50, cost_usd: 0.01 },
});
const done = (verified: string): ScriptedReply => act('done', { success: true, summary: 'The order is cancelled.', verified });

/** A suite against the sample; `cases` is the list in YAML. */
const sampleSuite = (cases: string, more = '') => `
name: Sample
target: sample
${more}
defaults:
  start_url: '{{target.url}}'
  credentials: target
  allow_private_networks: true
  record: false
  setup: { kind: http, method: POST, url: '{{target.url}}/__test/reset' }
cases:
${cases}
`;
const order = (path: string, equals: string) =>
  `{ kind: http, url: '{{target.url}}/api/orders/10234', headers: { authorization: 'Bearer {{target.api_token}}' }, json_path: ${path}, equals: ${equals} }`;

describe('what a trial comes to', () => {
  test('an agent that takes over and does it is a rescue; one that only says so is a wrong answer, because the target was asked', async () => {
    // A playbook whose last button has another name, in a folder of its own.
    const cancel = await readFile(join(import.meta.dirname, '../playbooks/cancel_order.yaml'), 'utf8');
    const drifted = cancel
      .replace(
        /selector:\n\s+primary: 'role=dialog >> role=button\[name="Yes, cancel order"\]'\n\s+fallbacks: .*\n/,
        'selector:\n      primary: \'role=button[name="Confirm now"]\'\n',
      )
      .replace('effect: write', 'effect: write\n    timeout_ms: 700');
    const playbooks = join(place.folder, 'drifted');
    await (await import('node:fs/promises')).mkdir(playbooks);
    await writeFile(join(playbooks, 'cancel_order.yaml'), drifted);
    const suite = sampleSuite(`
  - id: rescued
    directive: 'Cancel order #10234'
    trials: 2
    guardrails: { enable_llm_action_check: false }
    token_prices: { input: 10, cached: 1, output: 100 }
    expect: { handoff: require, check: ${order('status', 'cancelled')} }
  - id: claimed
    directive: 'Tell me about 10234'
    execution_mode: agent_only
    expect: { summary_contains: cancelled, check: ${order('status', 'cancelled')} }`);
    const model = (): ScriptedTurn => {
      let call = 0;
      return (request) => {
        if (request.purpose !== 'agent') return { text: 'fill_form' };
        call += 1;
        if (JSON.stringify(request.messages).includes('Confirm now')) {
          return call === 1 ? act('click', { selector: refOf(request, 'Yes, cancel order') }) : done('The order says "Cancelled".');
        }
        return act('done', { success: true, summary: 'The order is cancelled.', unchanged: true, verified: 'The page shows "Orders".' });
      };
    };
    const { report } = await place.run(suite, { report: 'rescue', model, parts: { folders: { playbooks, profiles: playbooks } } });
    const [rescued, claimed] = report.cases;
    expect(rescued!.trials.map((trial) => [trial.outcome, trial.driver, trial.unmet])).toEqual([
      ['passed', 'playbook+agent', []],
      ['passed', 'playbook+agent', []],
    ]);
    expect(rescued!.figures).toMatchObject({ handoff: { hits: 2, of: 2 }, rescue: { hits: 2, of: 2 }, deterministic: { hits: 0, of: 2 } });
    // Two answers of the agent in each trial, by the suite's prices: 2 · (600 · 10 + 400 · 1 + 50 · 100) / 1e6.
    expect(rescued!.figures.cost_usd.mean).toBeCloseTo(0.0228, 12);
    expect(rescued!.figures.input_tokens.mean).toBe(2_000);
    expect(claimed!.trials[0]).toMatchObject({ outcome: 'failed', status: 'completed', failure_class: 'wrong_answer' });
    expect(claimed!.trials[0]!.unmet).toEqual([
      { expectation: 'check', message: expect.stringContaining('it is "paid", not "cancelled"') },
    ]);
    expect(report).toMatchObject({ passed: false, models: ['scripted:model'] });
    expect(report.prices).toEqual([{ model: 'rescued', source: 'suite', input: 10, cached: 1, output: 100 }]);
  });

  test('destructive clicks of an agent are refused, unless the case says that they are confirmed', async () => {
    const model = (): ScriptedTurn => {
      const steps: ((request: ModelRequest) => ScriptedReply)[] = [
        () => act('goto', { url: '/orders/10234' }),
        (request) => act('click', { selector: refOf(request, 'Cancel order') }),
        (request) => act('select', { selector: refOf(request, 'Reason'), label: 'Duplicate order' }),
        (request) => act('click', { selector: refOf(request, 'Yes, cancel order') }),
        () => done('The order says "Cancelled".'),
      ];
      let step = 0;
      return (request) => {
        if (request.purpose !== 'agent') return { text: request.purpose === 'goal_judge' ? 'fill_form' : 'safe' };
        try {
          return steps[step++]!(request);
        } catch {
          return act('done', { success: false, summary: 'The button may not be clicked.', verified: '' });
        }
      };
    };
    const fields = `directive: 'Fill in the form that cancels 10234', execution_mode: agent_only, expect: { check: ${order('status', 'cancelled')} }`;
    const { report } = await place.run(
      sampleSuite(`
  - { id: refused, ${fields} }
  - { id: confirmed, confirm_destructive: true, ${fields} }`),
      { report: 'confirm', model },
    );
    expect(report.cases.map((one) => [one.id, one.passed, one.trials[0]!.failure_class])).toEqual([
      ['refused', false, 'gave_up'],
      ['confirmed', true, null],
    ]);
    expect(report.cases[0]!.trials[0]!.unmet.map((one) => one.message).join()).toContain('it is "paid"');
  });

  test('a page assertion is made in a browser of its own, behind the login', async () => {
    const page = (text: string) =>
      `{ kind: page, url: '{{target.url}}/orders/10234', auth: { login_url: '{{target.url}}/login', success: { cookie_present: session } }, expect_text_on_page: ${text}, timeout_ms: 800 }`;
    const { report } = await place.run(
      sampleSuite(`
  - { id: shows, directive: 'Cancel order #10234', expect: { check: ${page('Cancelled')} } }
  - { id: shows-not, directive: 'Order status of #10234', expect: { check: ${page('Cancelled')} } }`),
      { report: 'page' },
    );
    expect(report.cases.map((one) => one.passed)).toEqual([true, false]);
    expect(report.cases[1]!.trials[0]).toMatchObject({
      failure_class: 'wrong_answer',
      unmet: [{ message: expect.stringContaining('The text "Cancelled" is not on') }],
    });
  });

  test('what is done later is waited for, and no longer than said', async () => {
    let asked = 0;
    const pages = await servePages({
      '/': '<title>x</title><p>hello</p>',
      '/job': (_request, response) => {
        asked += 1;
        response.end(JSON.stringify({ state: asked > 2 ? 'done' : 'running', never: 1 }));
      },
    });
    const playbooks = join(place.folder, 'later');
    await (await import('node:fs/promises')).mkdir(playbooks);
    await writeFile(
      join(playbooks, 'look.yaml'),
      "id: look\nname: Look\nsteps:\n  - { action: extract, selector: { primary: p }, store_as: word }\nsummary: '{word}'\n",
    );
    const { report } = await place.run(
      `
name: Later
target: { url: '${pages.origin}' }
defaults: { playbook: look, start_url: '{{target.url}}', allow_private_networks: true, record: false }
cases:
  - { id: later, directive: look, expect: { summary_contains: hello, check: { kind: http, url: '{{target.url}}/job', json_path: state, equals: done, within_ms: 20000 } } }
  - { id: never, directive: look, expect: { check: { kind: http, url: '{{target.url}}/job', json_path: never, equals: 2, within_ms: 300 } } }
  - { id: data, directive: look, expect: { check: { kind: command, run: 'echo "{{run.data.word}} {{case.id}}"', equals: "hello data\\n" } } }
  - { id: gone, directive: look, expect: { check: { kind: http, url: '{{target.url}}/nothing' } } }
`,
      { report: 'later', parts: { folders: { playbooks, profiles: playbooks } } },
    );
    await pages.close();
    expect(report.cases.map((one) => [one.id, one.passed])).toEqual([
      ['later', true],
      ['never', false],
      ['data', true],
      ['gone', false],
    ]);
    expect(report.cases[3]!.trials[0]!.unmet[0]!.message).toContain('status 404');
  });
});

describe('the infrastructure is no agent', () => {
  const flaky = (marker: string) =>
    `{ kind: command, run: 'test -e ${marker} || { touch ${marker}; echo "the database is starting" >&2; exit 3; }' }`;

  test('what it spoils is made again apart, and without a verdict the suite does not pass', async () => {
    const suite = sampleSuite(
      `
  - { id: comes-back, directive: 'Order status of #10234', setup: ${flaky('{{dir}}/marker')} }
  - { id: stays-away, directive: 'Order status of #10234', setup: { kind: http, url: 'http://127.0.0.1:9/' } }
  - { id: fails, directive: 'Order status of #99999' }`,
      'infrastructure_retries: 1',
    );
    const { report, progress } = await place.run(suite, { report: 'infrastructure' });
    const [back, away, fails] = report.cases;
    expect(back).toMatchObject({ passed: true, figures: { scored: 1, passed: 1, infrastructure: 0, infrastructure_attempts: 1 } });
    expect(back!.trials[0]).toMatchObject({ outcome: 'passed', run_id: 'comes-back-t1-a2' });
    expect(back!.trials[0]!.infrastructure[0]).toMatch(/ended with 3\. the database is starting/);
    expect(away).toMatchObject({ passed: false, figures: { scored: 0, infrastructure: 1, infrastructure_attempts: 2, pass_rate: null } });
    expect(fails!.trials[0]).toMatchObject({ outcome: 'failed', failure_class: 'step' });
    // The rate is of trials with a verdict.
    expect(report.figures).toMatchObject({ scored: 2, passed: 1, failures: { step: 1, infrastructure: 1 } });
    expect(progress.filter((one) => one.type === 'infrastructure')).toHaveLength(3);
  });

  test('a target that does not start ends it at once, with its last words and without its secrets', async () => {
    process.env.ROTE_TEST_SHOP_TOKEN = 'tok-9f31-secret';
    const suite = `
name: Broken target
target: { run: ['sh', '-c', 'echo "no licence for $0" >&2; exit 4', '{{env.ROTE_TEST_SHOP_TOKEN}}'] }
cases: [{ id: a, directive: x, playbook: order_status }]
`;
    const { report, folder } = await place.run(suite, { report: 'broken-target' });
    expect(report.passed).toBe(false);
    expect(report.notes.join()).toMatch(/ended \(4\) .* no licence for \[secret\]/);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toContain('tok-9f31-secret');
    delete process.env.ROTE_TEST_SHOP_TOKEN;
  });
});

describe('limits', () => {
  const model = (): ScriptedTurn => (request) => (request.purpose === 'agent' ? done('The list of "Orders" is shown.') : { text: 'read' });
  const suite = sampleSuite(`
  - { id: asks, directive: 'How many orders are there?', execution_mode: agent_only, trials: 5 }`);

  test('--limit-usd begins no trial after it, and --resume with more money does the rest', async () => {
    const first = await place.run(suite, { report: 'limit', model, options: { limitUsd: 0.015 } });
    expect(first.report.figures).toMatchObject({ scored: 2, not_run: 3, cost_usd: { total: 0.02 } });
    expect(first.report.passed).toBe(false);
    expect(first.report.notes.join()).toContain('the limit of $0.015 was reached ($0.0200 spent)');
    const second = await place.run(suite, { report: 'limit', model, options: { limitUsd: 1, resume: true } });
    expect(second.report).toMatchObject({ passed: true, figures: { scored: 5, passed: 5 } });
    expect(second.progress[0]).toMatchObject({ type: 'begin', trials: 5, kept: 2 });
  });

  test('a model without a price makes a limit of money impossible, which is said', async () => {
    const priceless = (): ScriptedTurn => async (request, call) => {
      const reply = await (model() as (request: ModelRequest, call: number) => ScriptedReply)(request, call);
      return { ...reply, usage: { ...reply.usage, cost_usd: null } };
    };
    const { report } = await place.run(suite, { report: 'priceless', model: priceless, options: { limitUsd: 5 } });
    expect(report.figures).toMatchObject({ scored: 1, not_run: 4, cost_usd: { total: null } });
    expect(report.notes.join()).toContain('a model has no price');
  });

  test('--limit-minutes begins none when the time is over', async () => {
    const { report } = await place.run(suite, { report: 'minutes', model, options: { limitMinutes: 0 } });
    expect(report.figures).toMatchObject({ scored: 0, not_run: 5 });
    expect(report.notes.join()).toContain('the limit of 0 minutes was reached');
  });

  test('stopped by a person: what runs is ended and is not counted', async () => {
    const stop = new AbortController();
    const { report, stopped } = await place.run(suite, {
      report: 'stopped',
      model,
      parts: {
        signal: stop.signal,
        onProgress: (progress) => progress.type === 'trial' && stop.abort(new Cancelled('The run was ended by Ctrl-C.')),
      },
    });
    expect(stopped).toBe(true);
    expect(report.figures).toMatchObject({ scored: 1, not_run: 4, infrastructure: 0 });
  });
});

test('no secret is written anywhere: from the environment, a file, the target or a header', async () => {
  const secrets = {
    ROTE_TEST_USER: 'robin@fernway.example',
    ROTE_TEST_PASSWORD: 'correct-lantern-47',
    ROTE_TEST_TOKEN: 'hdr-77-canary-token',
  };
  Object.assign(process.env, secrets);
  const pages = await servePages({
    '/echo': (request, response) => void response.end(JSON.stringify({ said: request.headers.authorization, pass: 'correct-lantern-47' })),
  });
  await writeFile(
    join(place.folder, 'file.json'),
    JSON.stringify({ username: secrets.ROTE_TEST_USER, password: secrets.ROTE_TEST_PASSWORD }),
  );
  const echo = `{ kind: http, url: '${pages.origin}/echo', headers: { authorization: 'Bearer {{env.ROTE_TEST_TOKEN}}' }, contains: no-such-thing }`;
  const { report, folder } = await place.run(
    sampleSuite(`
  - { id: env, directive: 'Order status of #10234', record: true, credentials: { username: '{{env.ROTE_TEST_USER}}', password: { env: ROTE_TEST_PASSWORD } }, expect: { check: ${echo} } }
  - { id: file, directive: 'Order status of #10234', credentials: { file: file.json } }
  - { id: plain, directive: 'Order status of #10234', credentials: { username: robin@fernway.example, password: correct-lantern-47 } }`),
    { report: 'secrets' },
  );
  await pages.close();
  expect(report.cases.map((one) => one.trials[0]!.status)).toEqual(['completed', 'completed', 'completed']);
  expect(report.cases[0]!.trials[0]!.unmet[0]!.message).toContain('Bearer [secret]');
  const book = new SecretBook();
  book.add('credential:password', new Secret(secrets.ROTE_TEST_PASSWORD));
  book.add('header', new Secret(secrets.ROTE_TEST_TOKEN));
  expect(await scanForSecrets(folder, book)).toEqual([]);
  // Judged again from what was kept, nothing changes: not the verdict, not the mask.
  const again = await rescore(folder);
  expect(again.cases).toEqual(report.cases);
  for (const name of Object.keys(secrets)) delete process.env[name];
});
