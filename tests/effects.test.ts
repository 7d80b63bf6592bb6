import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunConfigInput } from '../src/contract/index.ts';
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../src/model/index.ts';
import { effectPages } from './fixtures/pages/effects.ts';
import { act, refOf } from './support/scripted-agent.ts';
import { usePages } from './support/use-pages.ts';

describe('effects are observed', () => {
  const shop = usePages(effectPages());

  const run = async (path: string, steps: string, keys = '', config: Partial<RunConfigInput> = {}) => {
    const { report } = await shop.run(path, steps, { keys, config: { timeout_seconds: 200, execution_mode: 'playbook_only', ...config } });
    return report;
  };
  const click = (name: string, more: string) => `  - { action: click, selector: { primary: 'role=button[name="${name}"]' }, ${more} }\n`;

  test('a step that saved and did not say so is in the ledger, is not repeated, and the error says that it was performed', async () => {
    const report = await run('/twice', click('Save', 'verify: { expect_text_on_page: Stored, timeout_ms: 500 }'));
    expect(shop.posted()).toEqual(['/ok']);
    expect(report.status).toBe('failed');
    expect(report.error?.failure).toMatchObject({ reason: 'verification', performed: 'yes' });
    expect(report.ledger).toMatchObject([
      {
        id: '1',
        step: 1,
        state: 'committed',
        declared: false,
        driver: 'playbook',
        evidence: [{ method: 'POST', path: '/ok', status: 200 }],
      },
    ]);
  });

  test('a step with an undeclared effect that worked completes with a warning', async () => {
    const report = await run('/save', click('Save', 'verify: { expect_text_on_page: Order saved }'));
    expect(report).toMatchObject({ status: 'completed', ledger: [{ state: 'verified', declared: false }] });
    expect(report.warnings.join()).toContain('Undeclared effect: step 1 (click) sent POST /ok (200)');
    expect(report.summary).not.toContain('Not verified');
  });

  test.each([
    ['what is taken back again after the answer', '/optimistic', 'Cancel', 'Cancelled', 'unknown', 'POST /slow-500 was answered with 500'],
    ['what stood there before', '/old-toast', 'Save', 'Saved', undefined, 'POST /conflict was answered with 409'],
  ])('%s proves nothing', async (_what, page, button, text, state, message) => {
    for (const effect of ['write', 'none']) {
      const report = await run(page, click(button, `effect: ${effect}, verify: { expect_text_on_page: ${text} }`));
      expect(report.status).toBe('failed');
      expect(report.error?.message).toContain(message);
      expect(report.ledger[0]?.state).toBe(state);
    }
    expect(shop.posted()).toHaveLength(2);
  });

  test('a click that sent nothing completes with a warning if all that it expects held before', async () => {
    const heading = '  - { action: click, selector: { primary: h1 }, verify: { expect_text_on_page: Saved } }\n';
    const report = await run('/held', heading);
    expect(report).toMatchObject({ status: 'completed', ledger: [] });
    expect(report.warnings.join()).toContain('Step 1 (click) may have done nothing');
    const right = await run('/save', click('Save', 'effect: write, verify: { expect_text_on_page: Order saved }'));
    expect(right).toMatchObject({ status: 'completed', warnings: [] });
  });

  test('an expectation that held before leaves the effect committed, and the summary begins with that', async () => {
    const step = (more: string) => click('Save', `effect: write, verify: { expect_text_on_page: Saved }${more}`);
    const report = await run('/held', step(''));
    expect(report).toMatchObject({
      status: 'completed',
      ledger: [{ state: 'committed' }],
      step_results: [{ verified: false, effect: 'committed' }],
    });
    expect(report.summary.split('\n')[0]).toBe('Not verified: step 1 (click).');
    const strict = await run('/held', step(', on_unverified: fail'));
    expect(strict).toMatchObject({ status: 'failed', error: { failure: { reason: 'unverified', performed: 'yes' } } });
  });

  test.each([
    ['a message that lives for 100 ms', '/short-toast', 'expect_text_on_page: All saved'],
    ['a text that went away and came back after the answer', '/list-again', 'expect_text_on_page: Saved'],
    ['a redirect to a page on which it holds', '/form', "expect_text_on_page: 'Status: Open'"],
    ['the answer that the playbook expects', '/held', 'expect_text_on_page: Saved, expect_response: { url_contains: /ok, status: 200 }'],
    ['a request that was sent again with a new token', '/renews', 'expect_text_on_page: Order saved'],
  ])('%s proves the effect', async (_what, page, verify) => {
    const report = await run(page, click('Save', `effect: write, verify: { ${verify} }`));
    expect([report.error, report.status, report.ledger[0]?.state]).toEqual([null, 'completed', 'verified']);
  });

  test('a form that is answered with the form again is no success', async () => {
    const report = await run('/refused-form', click('Save', 'effect: write, verify: { expect_text_on_page: Saved, timeout_ms: 500 }'));
    expect(report).toMatchObject({ status: 'failed', ledger: [{ state: 'committed' }] });
    expect(shop.posted()).toHaveLength(1);
  });

  test('a query reads, a mutation is an effect', async () => {
    const found = await run('/graph', click('Search', 'verify: { expect_text_on_page: Found 3 }'));
    expect(found).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
    const cancelled = await run('/graph', click('Cancel all', 'effect: write, verify: { expect_text_on_page: All cancelled }'));
    expect(cancelled.ledger).toMatchObject([{ state: 'verified', evidence: [{ operation: 'mutation Cancel' }] }]);
  });

  test('what the playbook lists under reads is no effect', async () => {
    const step = click('Search', 'verify: { expect_text_on_page: Found 3 }');
    expect((await run('/search', step)).ledger).toHaveLength(1);
    const report = await run('/search', step, 'reads: [{ method: POST, path: /api/*/orders/search }]');
    expect(report).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
  });

  test.each([
    ['a heartbeat', '/heartbeat'],
    ['a long poll', '/long-poll'],
    ['a beacon', '/beacon'],
    ['a request to another site without a cookie', '/elsewhere'],
  ])('%s is no effect', async (_what, path) => {
    // Until the page has sent something automatically.
    const steps = path === '/heartbeat' || path === '/long-poll' ? '  - { action: wait_for, params: { text: Polls } }\n' : '';
    const report = await run(path, `${steps}${click('Open', 'verify: { expect_text_on_page: Opened }')}`);
    expect(report).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
  });

  test('a click that the page has reacted to is not repeated', async () => {
    const paged = await run('/pager', click('Next', 'verify: { expect_text_on_page: Page two, timeout_ms: 500 }'));
    expect(paged.status).toBe('failed');
    expect(shop.pages.requests.filter((request) => request.includes('/page?'))).toEqual(['GET /page?2']);
    const press = `  - { action: click, selector: { primary: role=switch }, verify: { expect_text_on_page: Blocked now, timeout_ms: 500 } }\n`;
    const switched = await run('/switch', press);
    expect(switched.status).toBe('failed');
    expect(shop.pages.requests.filter((request) => request.endsWith('/pressed'))).toHaveLength(1);
  });

  test('a button that did nothing is pressed again, also one that writes', async () => {
    for (const effect of ['none', 'write']) {
      const report = await run('/dead', click('Save', `effect: ${effect}, verify: { expect_text_on_page: Order saved, timeout_ms: 2000 }`));
      expect(report).toMatchObject({ status: 'completed', ledger: [{ state: 'verified' }] });
    }
    expect(shop.posted()).toEqual(['/ok', '/ok']);
  });

  test('a form that was held back sent nothing, and the error names the field', async () => {
    const report = await run('/required', click('Save', 'effect: write, verify: { expect_text_on_page: ok, timeout_ms: 500 }'));
    expect(report).toMatchObject({ status: 'failed', ledger: [], error: { failure: { reason: 'form_invalid', performed: 'no' } } });
    expect(report.error?.message).toContain('Reason');
  });

  test('a step without a verification waits for the answer, and an error of the application fails it', async () => {
    const report = await run('/quiet-500', `${click('Save', 'effect: write')}${click('Next', 'verify: { expect_text_on_page: Step 2 }')}`);
    expect(report).toMatchObject({
      status: 'failed',
      ledger: [{ step: 1, state: 'unknown' }],
      error: { failure: { reason: 'effect_failed', performed: 'maybe' } },
    });
    expect(report.step_results).toHaveLength(1);
  });

  test('what a step sends later, during a step that cannot send, is its effect', async () => {
    const report = await run('/later', `${click('Save', 'description: Save')}  - { action: wait_for, params: { text: Stored } }\n`);
    expect(report).toMatchObject({ status: 'completed', ledger: [{ step: 1, state: 'committed', declared: false }] });
    expect(report.warnings.join()).toContain('Undeclared effect: step 1 (Save) sent POST /ok (200)');
  });

  test('an effect whose connection broke is unknown, and not repeated', async () => {
    const report = await run('/breaks', click('Save', 'verify: { expect_text_on_page: Order saved, timeout_ms: 2000 }'));
    expect(report).toMatchObject({ status: 'failed', error: { failure: { performed: 'maybe' } }, ledger: [{ state: 'unknown' }] });
    expect(shop.posted()).toEqual(['/dies']);
  });

  test('what a page fails to read is no evidence against its effect', async () => {
    const report = await run('/with-404', click('Save', 'effect: write, verify: { expect_text_on_page: Order saved }'));
    expect(report).toMatchObject({ status: 'completed', ledger: [{ state: 'verified' }] });
  });

  test('a message that the next page shows for a moment proves the effect', async () => {
    const report = await run('/flashes', click('Save', 'effect: write, verify: { expect_text_on_page: All saved }'));
    expect(report).toMatchObject({ status: 'completed', ledger: [{ state: 'verified' }] });
  });

  test('a login by steps is a login', async () => {
    const type = (label: string, text: string) =>
      `  - { action: key_press, selector: { primary: 'label=${label}' }, params: { text: '${text}' } }\n`;
    const steps = `${type('Name', 'ada')}${type('Password', '{credential:password}')}`.replaceAll('label=', 'internal:label=');
    const report = await run('/sign-in', `${steps}${click('Log in', 'verify: { expect_text_on_page: Hello Ada }')}`, '', {
      credentials: { password: 'right-pass-1' },
    });
    expect(report).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
    expect(shop.posted()).toEqual(['/signed-in']);
  });

  test('what the profile lists under reads is no effect either', async () => {
    await mkdir(join(shop.place.folder, 'profiles'), { recursive: true });
    await writeFile(join(shop.place.folder, 'profiles', 'shop.yaml'), "name: shop\nreads: [{ path: '/api/**', body: lamp }]\n");
    const report = await run('/search', click('Search', 'verify: { expect_text_on_page: Found 3 }'), '', { profile: 'shop' });
    expect(report).toMatchObject({ status: 'completed', ledger: [], warnings: [] });
  });

  describe('of an agent', () => {
    const press = (name: string) => (request: ModelRequest) => act('click', { selector: refOf(request, `"${name}"`) });
    const says =
      (quote: string, more = {}) =>
      () =>
        act('done', { success: true, summary: 'It is saved.', verified: `It says "${quote}".`, ...more });

    test('are in the ledger with their evidence, and prove its success together with what they made true', async () => {
      const { report } = await shop.agent('/save', [press('Save'), says('Order saved')]);
      expect(report).toMatchObject({ status: 'completed', error: null });
      expect(report.ledger).toMatchObject([
        {
          id: 'agent-1',
          driver: 'agent',
          declared: false,
          state: 'committed',
          description: 'click button "Save"',
          evidence: [{ method: 'POST', path: '/ok', status: 200 }],
        },
      ]);
    });

    test.each([
      ['no action', '/held', [says('Saved')], 'You sent nothing'],
      ['a click that sends nothing', '/held', [() => act('click', { selector: 'h1' }), says('Saved')], 'You sent nothing'],
      ['an invented message', '/held', [says('Refund R-5003 was changed')], 'is not in what the page showed you'],
      ['what stood there before', '/held', [press('Save'), says('Saved')], 'Read the change back'],
      ['what an answer took back again', '/optimistic', [press('Cancel'), says('Cancelled')], 'is not in what the page showed you'],
      ['what the application refused', '/old-toast', [press('Save'), says('Saved')], 'You sent nothing'],
    ])('%s is no success', async (_what, path, turns, words) => {
      const { report, asked } = await shop.agent(path, turns);
      expect(report).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('its answer is rejected') } });
      expect(JSON.stringify(asked.at(-1)!.messages.at(-1))).toContain(words);
    });

    test('are not needed if the state is as it should be, and the report says so', async () => {
      const { report } = await shop.agent('/held', [says('Saved', { unchanged: true })]);
      expect(report).toMatchObject({
        status: 'completed',
        ledger: [],
        summary: expect.stringMatching(/^Nothing was changed\. It is saved/),
      });
    });
  });

  describe('of an agent that takes over', () => {
    const press = (name: string) => (request: ModelRequest) => act('click', { selector: refOf(request, `"${name}"`) });
    const says = (quote: string) => () => act('done', { success: true, summary: 'It is done.', verified: `It says "${quote}".` });
    const lost = (name: string, more: string) => click(name, `timeout_ms: 300, ${more}`);

    const recover = async (path: string, steps: string, turns: readonly ((request: ModelRequest) => ScriptedReply)[]) => {
      const asked: ModelRequest[] = [];
      const model = createScriptedModel((request) => {
        if (request.purpose !== 'agent') return { text: 'safe' };
        asked.push(request);
        return (turns[asked.length - 1] ?? turns.at(-1)!)(request);
      });
      const { report } = await shop.run(path, steps, {
        config: { timeout_seconds: 200 },
        deps: { models: () => ({ primary: model, utility: model }) },
      });
      return { report, told: asked.map((request) => JSON.stringify(request.messages)) };
    };

    test('belong to its steps, a message that vanished was seen, and the runner reads what follows', async () => {
      const steps = `${lost('Store', 'effect: write, verify: { expect_text_on_page: Stored }')}  - { action: extract, selector: '#s', store_as: state }\n`;
      const { report, told } = await recover('/brief', steps, [press('Save'), says('is closed')]);
      expect(report).toMatchObject({ status: 'completed', error: null, data: { state: 'is closed' } });
      expect(report.step_results).toMatchObject([
        { step: 1, status: 'recovered', driver: 'agent', effect: 'verified', verified: true },
        { step: 2, action: 'extract', status: 'ok', output: 'is closed' },
      ]);
      expect(report.ledger).toMatchObject([
        {
          id: 'agent-1',
          step: 1,
          driver: 'agent',
          declared: true,
          state: 'verified',
          evidence: [{ method: 'POST', path: '/ok', status: 200 }],
        },
      ]);
      expect(told[0]).toContain('What the procedure itself does once you call done');
    });

    test('are absent where it sent nothing, whatever held at the handoff', async () => {
      const { report, told } = await recover('/held', lost('Store', 'effect: write, verify: { expect_text_on_page: Saved }'), [
        says('Saved'),
      ]);
      expect(report).toMatchObject({ status: 'failed', ledger: [] });
      expect(told[1]).toContain('You sent nothing');
    });

    test('are committed where the expectation held at the handoff', async () => {
      const { report } = await recover('/held', lost('Store', 'effect: write, verify: { expect_text_on_page: Saved }'), [
        press('Save'),
        () => act('goto', { url: '/held' }),
        says('Saved'),
      ]);
      expect(report).toMatchObject({
        status: 'completed',
        ledger: [{ state: 'committed' }],
        step_results: [{ status: 'recovered', verified: false }],
      });
    });

    test('are asked for once more if the last expectation does not hold', async () => {
      const steps = `${lost('Note', 'verify: { expect_text_on_page: Draft kept }')}${lost('Release', 'verify: { expect_text_on_page: Published, timeout_ms: 300 }')}`;
      const { report, told } = await recover('/two', steps, [press('Keep'), says('Draft kept'), press('Finish'), says('Published')]);
      expect(told[2]).toContain('What step 2 of the playbook expects does not hold');
      expect(report).toMatchObject({ status: 'completed', error: null });
      expect(report.step_results).toMatchObject([1, 2].map((step) => ({ step, status: 'recovered', driver: 'agent', verified: true })));
      expect(report.ledger).toMatchObject([1, 2].map((step) => ({ step, id: `agent-${step}`, state: 'verified' })));

      const { report: gone } = await recover('/two', steps, [press('Keep'), says('Draft kept')]);
      expect(gone).toMatchObject({ status: 'failed', ledger: [{ step: 1, state: 'verified' }] });
    });
  });
});
