import { describe, expect, test } from 'vitest';
import { DIALOG_PAGES } from './fixtures/pages/dialogs.ts';
import { usePages } from './support/use-pages.ts';

const shop = usePages(DIALOG_PAGES);

async function run(path: string, steps: string, params: Record<string, string> = {}) {
  const parameters = Object.keys(params).map((name) => `{ name: ${name} }`);
  await shop.place.playbook('job', `id: job\nname: Job\nparameters: [${parameters}]\nstart_url: '{base_url}${path}'\nsteps:\n${steps}`);
  const recording = { trace: false, screenshots: false };
  const { report, events } = await shop.place.run({
    directive: 'go',
    playbook: 'job',
    start_url: shop.pages.origin,
    playbook_params: params,
    recording,
  });
  return { report, events, steps: report.step_results };
}

const click = (target: string, more = '') => `  - { action: click, selector: { primary: '${target}' }${more && `, ${more}`} }\n`;
const button = (name: string, more?: string) => click(`role=button[name="${name}"]`, more);

describe('a question that the step does not declare', () => {
  test('is dismissed, and the step fails at once, although it declares a write', async () => {
    const { report, events, steps } = await run('/rows', button('Remove 7', 'effect: write, verify: { expect_text_on_page: Order 70 }'));
    expect(shop.posted()).toEqual([]);
    expect(report.error?.message).toBe(
      'Step 1 (click): The page asked "Delete order 7?" (confirm), which the step does not declare, so it was dismissed. To accept it, add "dialog: accept" to the step; to dismiss it without an error, "dialog: dismiss".',
    );
    const dialogs = [{ type: 'confirm', text: 'Delete order 7?', answer: 'dismissed' }];
    expect(steps).toMatchObject([{ status: 'failed', attempts: 1, dialogs, error: { failure: { reason: 'dialog', performed: 'no' } } }]);
    expect(report.ledger).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'step', result: expect.objectContaining({ dialogs }) }));
  });

  test('is a prompt: the error says how to answer it', async () => {
    const { report } = await run('/reason', button('Reject', 'effect: write, verify: { expect_text_on_page: Kept }'));
    expect(report.error?.message).toContain('"Why is it rejected?" (prompt)');
    expect(report.error?.message).toContain('"dialog: { answer: … }"');
  });

  test('comes second: the declaration covers the first only', async () => {
    const { report, steps } = await run(
      '/chain',
      button('Archive', 'effect: write, dialog: accept, verify: { expect_text_on_page: Archived }'),
    );
    expect(report.error?.message).toContain('"Also archive its 12 invoices?" (confirm)');
    expect(report.error?.message).toContain('"dialog: [accept, accept]"');
    expect(steps[0]).toMatchObject({ status: 'failed', attempts: 1 });
    expect(shop.posted()).not.toContain('/archive-all');
  });

  test('comes during the verification: the step fails although its expectation holds', async () => {
    const { report, steps } = await run('/timer', button('Print', 'verify: { expect_text_on_page: Printed }'));
    expect(report.status).toBe('failed');
    expect(steps[0]).toMatchObject({ attempts: 1, error: { failure: { reason: 'dialog', performed: 'yes' } } });
  });

  test('comes after the action of the step: no further step runs', async () => {
    const { report, steps } = await run('/later', button('Close') + button('Next', 'effect: write'));
    expect(report.error?.message).toContain('The page asked "Really close the month?" (confirm)');
    expect(steps[0]?.dialogs).toEqual([{ type: 'confirm', text: 'Really close the month?', answer: 'dismissed' }]);
    expect([report.ledger, shop.posted()]).toEqual([[], []]);
  });
});

describe('a declared dialog', () => {
  test('is accepted by its own text, which may hold a parameter', async () => {
    const step = button(
      'Remove {order}',
      `effect: write, dialog: { expect_text: 'Delete order {order}' }, verify: { expect_text_on_page: 'Deleted {order}' }`,
    );
    const { report, steps } = await run('/rows', step, { order: '7' });
    expect(report.error).toBeNull();
    expect(steps[0]?.dialogs).toEqual([{ type: 'confirm', text: 'Delete order 7?', answer: 'accepted' }]);
    expect(shop.posted()).toEqual(['/delete/7']);
  });

  test('with another text is dismissed, and the error names both', async () => {
    const { report } = await run('/rows', button('Remove 70', `effect: write, dialog: { expect_text: Delete order 7 }`));
    expect(report.error).toMatchObject({
      message:
        'Step 1 (click): A dialog with the text "Delete order 7" was expected, and the page showed "Delete order 70?" (confirm), so it was dismissed.',
      failure: { reason: 'dialog', performed: 'no', retryable: false },
    });
    expect(report.ledger).toEqual([]);
    expect(shop.posted()).toEqual([]);
  });

  test('is expected, and an alert came instead', async () => {
    const { report } = await run(
      '/refused',
      button('Save', `dialog: { expect_text: Overwrite }, verify: { expect_text_on_page: Order 7 }`),
    );
    expect(report.error?.message).toContain('"Overwrite" was expected, and the page showed "Order 7 is locked by Peter." (alert).');
  });

  test('need not appear', async () => {
    const { report } = await run('/rows', click('text=Order 70', 'dialog: accept'));
    expect(report.error).toBeNull();
  });

  test('is a prompt that gets its answer', async () => {
    const step = button('Reject', `effect: write, dialog: { answer: '{reason}' }, verify: { expect_text_on_page: 'Rejected: {reason}' }`);
    const { report, steps } = await run('/reason', step, { reason: 'too late' });
    expect(report.error).toBeNull();
    expect(steps[0]?.dialogs).toEqual([{ type: 'prompt', text: 'Why is it rejected?', answer: 'accepted', value: 'too late' }]);
  });

  test.each([
    ['[accept, dismiss]', '/archive-one'],
    ['[accept, { expect_text: 12 invoices }]', '/archive-all'],
  ])('is one of several, in order: %s', async (dialog, path) => {
    const { report, steps } = await run(
      '/chain',
      button('Archive', `effect: write, dialog: ${dialog}, verify: { expect_text_on_page: Archived }`),
    );
    expect(report.error).toBeNull();
    expect(shop.posted()).toEqual([path]);
    expect(steps[0]?.dialogs?.map(({ type }) => type)).toEqual(['confirm', 'confirm', 'alert']);
  });

  test('opens in a frame', async () => {
    const { report } = await run('/framed', button('Archive', 'dialog: dismiss') + button('Archive'));
    expect(report.step_results).toMatchObject([{ status: 'ok' }, { status: 'failed', error: { failure: { reason: 'dialog' } } }]);
  });

  test('opens in a new tab', async () => {
    const { report } = await run('/opens', button('Open', 'dialog: accept, verify: { expect_dialog: Take over the draft }'));
    expect(report.error).toBeNull();
    expect(report.step_results[0]?.dialogs).toMatchObject([{ text: 'Take over the draft of Anna?', answer: 'accepted' }]);
  });
});

describe('expect_dialog', () => {
  test('holds when an alert of the step said it', async () => {
    const { report } = await run('/refused', button('Save', 'verify: { expect_dialog: locked by Peter }'));
    expect(report.error).toBeNull();
  });

  test('fails with what was shown instead', async () => {
    const { report } = await run('/refused', button('Save', 'effect: write, verify: { expect_dialog: Order saved, timeout_ms: 2000 }'));
    expect(report.status).toBe('failed');
    expect(report.error?.message).toContain(
      'No dialog with the text "Order saved" appeared; the page showed "Order 7 is locked by Peter." (alert).',
    );
  });
});

describe('a page with unsaved changes', () => {
  const type = `  - { action: key_press, selector: { primary: 'role=textbox' }, params: { text: a note } }\n`;

  test('is left by a step that opens an address', async () => {
    const { report } = await run('/unsaved', `${type}  - { action: goto, params: { url: '{base_url}/rows' } }\n`);
    expect(report.error).toBeNull();
    expect(report.step_results[1]?.dialogs).toEqual([{ type: 'beforeunload', text: '', answer: 'accepted' }]);
  });

  test('is not left by a click, unless the step declares it', async () => {
    const refused = await run('/unsaved', type + click('text=All orders'));
    expect(refused.report.error?.message).toContain('whether to leave it, since changes may be lost (beforeunload)');
    expect(shop.pages.requests).not.toContain('GET /rows');
    const declared = await run('/unsaved', type + click('text=All orders', 'dialog: accept, verify: { expect_url_contains: /rows }'));
    expect(declared.report.error).toBeNull();
  });
});
