import { describe, expect, test } from 'vitest';
import { createScriptedModel } from '../src/model/index.ts';
import { act } from './support/scripted-agent.ts';
import { answer, page, usePages } from './support/use-pages.ts';

const order = (status: string) =>
  page(
    `<h1>Order 7</h1><p>Status: <b id=status>${status}</b></p><button id=pay>Pay</button><button id=done>Done</button><p id=told></p>`,
    "pay.onclick = async () => { await send('/pay'); document.getElementById('status').textContent = 'Paid'; }; done.onclick = () => { told.textContent = 'Ready'; };",
  );

const shop = usePages({
  '/open': order('Open'),
  '/paid': order('Paid'),
  '/unpaid': order('Unpaid'),
  '/none': order(''),
  // The text comes with a request that is under way when the step begins.
  '/fetched': page(
    '<h1>Order 7</h1><p id=s></p><button id=pay>Pay</button><button id=done>Done</button><p id=told></p>',
    "fetch('/slow').then(() => { s.textContent = 'Open'; }); pay.onclick = () => send('/pay').then(() => { s.textContent = 'Paid'; }); done.onclick = () => { told.textContent = 'Ready'; };",
  ),
  '/slow': answer(200, 'ok', 400),
  '/missing': answer(404, '<h1>There is no such order</h1>'),
  '/pay': answer(200, 'ok'),
});

const run = (path: string, steps: string, model?: ReturnType<typeof createScriptedModel>) =>
  shop.run(path, steps, {
    keys: 'parameters: [{ name: wanted, default: Open }]',
    deps: model && { models: () => ({ primary: model, utility: model }) },
  });
const pay = (when: string) =>
  `  - { action: click, selector: '#pay', when: { ${when} }, effect: write, verify: { expect_text_on_page: Paid } }\n`;
const READY = "  - { action: click, selector: '#done', verify: { expect_text_on_page: Ready } }\n";
const READ = "  - { action: extract, selector: '#status', store_as: status, optional: true, timeout_ms: 200 }\n";

describe('a step with a condition', () => {
  test.each([
    ['/open', 'text_on_page: Open'],
    ['/open', "element_visible: 'text=Open'"],
    ['/paid', "element_gone: 'text=Open'"],
    ['/open', 'url_contains: /open'],
    ['/unpaid', 'text_on_page: paid, match: part'],
    ['/fetched', 'text_on_page: Open'],
  ])('runs if it holds on the page: %s, %s', async (path, when) => {
    const { report } = await run(path, pay(when) + READY);
    expect([report.error, report.step_results.map(({ status }) => status)]).toEqual([null, ['ok', 'ok']]);
    expect(shop.posted()).toEqual(['/pay']);
  });

  test.each([
    [
      '/unpaid',
      'text_on_page: paid',
      'The text "paid" is not on URL, except as a part of "unpaid": give the whole text, or add "match: part".',
    ],
    ['/paid', "element_visible: 'text=Open'", '"text=Open" did not become visible on URL.'],
    ['/open', "element_gone: 'text=Open'", '"text=Open" is still visible on URL.'],
    ['/open', 'url_contains: /paid', 'The address does not contain "/paid": it is URL.'],
    ['/open', "value: '{wanted}', equals: Paid", 'The value "Open" is not "Paid".'],
  ])('is skipped if it does not hold, and says what was seen: %s, %s', async (path, when, why) => {
    const { report } = await run(path, pay(when) + READY);
    expect(report).toMatchObject({ status: 'completed', ledger: [], summary: 'Job: 1 of 2 steps done, 1 skipped.' });
    expect(report.step_results).toMatchObject([
      { step: 1, status: 'skipped', attempts: 0, skipped: why.replace('URL', shop.pages.url(path)) },
      { status: 'ok' },
    ]);
    expect(shop.posted()).toEqual([]);
  });

  test.each([
    ['/open', 'equals: Open', 'ok'],
    ['/open', "equals: '{wanted}'", 'ok'],
    ['/open', 'equals: open', 'skipped'],
    ['/unpaid', 'matches: ^(Open|Unpaid)$', 'ok'],
    ['/paid', 'matches: Open|Unpaid', 'skipped'],
    ['/unpaid', 'one_of: [Open, Unpaid]', 'ok'],
    ['/paid', 'one_of: [Open, Unpaid]', 'skipped'],
    // The step that stores the value is skipped.
    ['/none', "equals: ''", 'ok'],
    ['/none', 'equals: Open', 'skipped'],
  ])('compares a stored value: %s, %s', async (path, comparison, status) => {
    const { report } = await run(path, READ + pay(`value: '{status}', ${comparison}`) + READY);
    expect(report.error).toBeNull();
    expect(report.step_results[1]?.status).toBe(status);
  });

  test('is neither skipped nor done because of an error page', async () => {
    const goto = (more: string) => `  - { action: goto, params: { url: '{base_url}/missing'${more} } }\n`;
    const leave = `  - { action: evaluate, params: { script: "location.href = '/missing'" }, verify: { expect_text_on_page: There is no such order } }\n`;
    const { report } = await run('/open', leave + pay('text_on_page: Open'));
    expect(report.error).toMatchObject({ failure: { reason: 'http_error', performed: 'no', missing: true } });
    expect(report.error?.message).toContain('was answered with 404 Not Found, so it says nothing about the step.');

    const accepted = await run('/open', goto(', accept_status: [404]') + pay('text_on_page: Open'));
    expect(accepted.report.step_results).toMatchObject([{ status: 'ok' }, { status: 'skipped' }]);
  });

  test('that was skipped leaves no value, and a step that needs one says so', async () => {
    const steps = `  - { action: extract, selector: '#status', when: { url_contains: /paid }, store_as: status }\n  - { action: key_press, selector: '#pay', params: { text: '{status}' } }\n`;
    const { report } = await run('/open', steps);
    expect(report.error?.message).toContain('{status} in params.text has no value: the step that stores it returned none, or was skipped');
  });

  test('that was skipped is no work for the agent, and not in its ledger', async () => {
    const failing = "  - { action: click, selector: '#no', timeout_ms: 200, description: Press the missing button }\n";
    const later = pay('text_on_page: Open').replace('effect: write, ', '');
    const model = createScriptedModel(() => act('done', { success: true, summary: 'Done.', unchanged: true, verified: 'It says "Paid".' }));
    const { report } = await run('/paid', pay('text_on_page: Open') + failing + later.replace('Paid', 'Never'), model);
    expect(report).toMatchObject({ status: 'completed', driver: 'playbook+agent', ledger: [] });
    const told = JSON.stringify(model.calls[0]);
    expect(told).toContain('only if text on page');
    expect(told).not.toContain('\\n1. click');
  });
});
