import { describe, expect, it } from 'vitest';
import type { Handoff } from '../../contract/index.ts';
import { act, done, runScripted } from '../testing/harness.ts';
import { taskText } from './task-text.ts';

const handoff: Handoff = {
  page_url: 'http://shop.test/orders/10234',
  page_title: 'Order 10234',
  playbook: { id: 'cancel_order', name: 'Cancel an order', description: 'Find an order by id and cancel it' },
  failed_step: {
    number: 5,
    action: 'click',
    description: 'Ask for the cancellation',
    target: 'role=button[name="Cancel"]',
    verify: undefined,
    effect: 'none',
    when: undefined,
    optional: false,
  },
  error: { code: 'STEP_FAILED', message: 'No element matches role=button[name="Cancel"].' },
  remaining_steps: [
    {
      number: 5,
      action: 'click',
      description: 'Ask for the cancellation',
      target: 'role=button[name="Cancel"]',
      verify: undefined,
      effect: 'none',
      when: { text_on_page: 'Open' },
      optional: true,
    },
    {
      number: 6,
      action: 'click',
      description: 'Confirm',
      target: 'text=Yes',
      verify: { expect_text_on_page: 'Cancelled', timeout_ms: 5000 },
      effect: 'write',
      when: undefined,
      optional: false,
    },
  ],
  parameters: { order_id: '10234' },
  credential_names: ['username', 'password'],
  ledger: [
    { step: 3, description: 'Save the note', state: 'verified' },
    { step: 4, description: 'Refund the shipping', state: 'committed' },
    { step: 6, description: 'Confirm', state: 'unknown' },
  ],
};
const marks = { wrap: (text: string) => `<<${text}>>`, explanation: '' };
const scope = {
  actions: [],
  allowedDomains: ['shop.test'],
  goalType: 'fill_form',
  guardrails: { max_urls_visited: 50, max_consecutive_errors: 5, stuck_repeat_stop: 7 },
};

describe('a recovery', () => {
  const text = taskText({ directive: 'Cancel order #10234', handoff, scope, marks });

  it.each([
    ['the job', 'Cancel order #10234'],
    ['the playbook', 'Cancel an order. Find an order by id and cancel it'],
    [
      'what failed',
      'step 5 (Ask for the cancellation [click]; recorded target role=button[name="Cancel"]):\n<<No element matches role=button[name="Cancel"].>>',
    ],
    ['where', 'http://shop.test/orders/10234\n<<Order 10234>>'],
    [
      'the remaining steps with what they expect',
      '6. Confirm [click]; recorded target text=Yes; expects text on page "Cancelled"; this changes something that cannot be undone',
    ],
    [
      'when a step is needed',
      '5. Ask for the cancellation [click]; only if text on page "Open"; left out if its element is not there; recorded target',
    ],
    ['the values', '- order_id = 10234'],
    ['the credentials by name', '{credential:username}, {credential:password}'],
    ['the guardrails', '- Stay on: shop.test.\n- The run ends after 50 pages, 5 errors in a row, or the same action 7 times.'],
    ['a verified write', 'Step 3 (Save the note) was done, and the page confirmed it. Do not do it again.'],
    ['a committed write', 'Step 4 (Refund the shipping) was done. Do not do it again.'],
    ['a write that may have happened', 'Step 6 (Confirm) may have been done: check on the page first; do not do it again.'],
  ])('is given %s', (_what, words) => {
    expect(text).toContain(words);
  });

  it('has at most 20 steps', async () => {
    const { result, prompt } = await runScripted({ handoff, turns: () => act('click', { selector: 'e1' }), budgets: { maxSteps: 100 } });
    expect(result).toMatchObject({ status: 'budget', steps: 20 });
    expect(prompt(1)).toContain('Step 1 of 20.');
  });

  it('may have a smaller budget', async () => {
    const { result } = await runScripted({ handoff, turns: () => act('click', { selector: 'e1' }), budgets: { maxSteps: 3 } });
    expect(result.steps).toBe(3);
  });

  it('ends like any other job', async () => {
    expect((await runScripted({ handoff, turns: [done()] })).result.status).toBe('success');
  });
});

describe('a plain job', () => {
  it('is given the directive alone if there is nothing else', () => {
    expect(taskText({ directive: 'Count the orders', scope: { actions: [], allowedDomains: null }, marks })).toBe(
      'The job:\nCount the orders',
    );
  });

  it('is given its limits and the schema of its answer', () => {
    const text = taskText({
      directive: 'x',
      scope: { actions: [], allowedDomains: [], goalType: 'read' },
      outputSchema: { type: 'object' },
      marks,
    });
    expect(text).toContain('change nothing');
    expect(text).toContain('Stay on: the page you are on.');
    expect(text).toContain('{"type":"object"}');
  });
});
