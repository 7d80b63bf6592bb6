import { describe, expect, test } from 'vitest';
import { Cancelled } from '../src/base/index.ts';
import { RoteError } from '../src/contract/index.ts';
import { createScriptedModel, type ModelRequest, type Models, type ScriptedModel, type ScriptedReply } from '../src/model/index.ts';
import { servePages } from './support/pages.ts';
import { act, refOf } from './support/scripted-agent.ts';
import { useSample } from './support/use-sample.ts';

const ORDER = 10234;

const done = (verified = 'The order says "Cancelled".', more = {}): ScriptedReply =>
  act('done', { success: true, summary: 'The order is cancelled.', verified, ...more });

/** The last thing the model was shown. */
const shown = (request: ModelRequest) => JSON.stringify(request.messages);

/** A playbook whose third step looks for a button under an old name. */
const DRIFTED = (extra = '') => `
id: cancel
name: Cancel an order
description: Cancels an order of the sample.
parameters: [{ name: order_id, type: string, pattern: '#(\\d+)' }]
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
start_url: '{base_url}/orders/{order_id}'
guardrails: { allow_private_networks: true, enable_llm_action_check: false }
steps:
  - { action: click, selector: { primary: 'role=button[name="Cancel order"]' }, description: Ask for the cancellation }
  - { action: select, selector: { primary: '#cancel-reason' }, params: { label: Customer changed their mind }, description: Give a reason }
  - action: click
    description: Confirm the cancellation of {order_id}
    selector: { primary: 'role=button[name="Confirm now"]' }
    effect: write
    timeout_ms: 700
    verify: { expect_text_on_page: Cancelled, timeout_ms: 5000 }
    ${extra}
`;

describe('recovery', () => {
  const shop = useSample({ faults: true });

  const run = async (yaml: string, model: ScriptedModel, config = {}) => {
    await shop.place.playbook('cancel', yaml);
    const models = (): Models => ({ primary: model, utility: model });
    return shop.run(
      {
        directive: `Cancel order #${ORDER}`,
        playbook: 'cancel',
        ...config,
      },
      { models },
    );
  };
  const order = () => shop.sample.store.order(ORDER)!;

  test("the agent finishes in the same browser, and the playbook's expectation is checked after it [RECOVERY-01]", async () => {
    const model = createScriptedModel((request, call) =>
      call === 1 ? act('click', { selector: refOf(request, 'Yes, cancel order') }) : done(),
    );
    const { report, events } = await run(DRIFTED(), model);
    expect(report.error).toBeNull();
    expect(report).toMatchObject({ status: 'completed', driver: 'playbook+agent' });
    expect(report.step_results.at(-1)).toMatchObject({ step: 3, status: 'recovered' });
    expect(report.tokens.input).toBeGreaterThan(0);
    expect(order()).toMatchObject({ status: 'cancelled', requests: { cancel: 1 } });
    expect(events.find((event) => event.type === 'handoff')).toMatchObject({ step: 3, taken: true });
    // What the agent was told: the playbook, what failed, what remains, the parameter; never a credential.
    const told = shown(model.calls[0]!);
    for (const words of ['Cancel an order', 'Confirm now', String(ORDER), 'Confirm the cancellation']) expect(told).toContain(words);
    expect(JSON.stringify(model.calls)).not.toContain(shop.sample.password);
  });

  test('a success that the page does not show is a failure, with both errors and the tokens [RECOVERY-02]', async () => {
    const { report } = await run(
      DRIFTED(),
      createScriptedModel(() => done('I saw "Cancelled".')),
    );
    expect(report.status).toBe('failed');
    expect(report.error!.message).toMatch(/^step: .*; recovery: /s);
    expect(report.tokens.input).toBeGreaterThan(0);
    expect(order().status).toBe('paid');
  });

  test('what an agent sent is committed if the application accepted it and nothing verifies it; what it did not send is not in the ledger [RECOVERY-05]', async () => {
    const never = DRIFTED().replace('expect_text_on_page: Cancelled', 'expect_text_on_page: Words that never come');
    const sends = await run(
      never,
      createScriptedModel((request, call) => (call === 1 ? act('click', { selector: refOf(request, 'Yes, cancel order') }) : done())),
    );
    expect(sends.report).toMatchObject({
      status: 'failed',
      ledger: [{ step: 3, state: 'committed', driver: 'agent', evidence: [{ method: 'POST' }] }],
    });
    expect(shop.sample.store.order(ORDER)?.requests.cancel).toBe(1);

    shop.sample.reset();
    const givesUp = await run(never, createScriptedModel([act('done', { success: false, summary: 'I cannot find it.', verified: '' })]));
    expect(givesUp.report).toMatchObject({ status: 'failed', ledger: [] });
    expect(shop.sample.store.order(ORDER)?.requests.cancel).toBe(0);
  });

  test('failure_message is what the user reads; the technical errors stay in the detail', async () => {
    const model = createScriptedModel(() => act('done', { success: false, summary: 'There is no such button.', verified: '' }));
    const { report } = await run(DRIFTED('failure_message: Order {order_id} may have shipped already.'), model);
    expect(report.status).toBe('failed');
    expect(report.error!.message).toBe(`Order ${ORDER} may have shipped already.`);
    expect(report.step_results.at(-1)!.detail).toMatch(/step: .*; recovery: .*There is no such button/s);
  });

  test('an effect that may have happened is told to the agent in words, and is not done again [RECOVERY-03]', async () => {
    shop.sample.faults.arm({ kind: 'drop_after_commit', method: 'POST', path: `/orders/${ORDER}` });
    const model = createScriptedModel((_request, call) =>
      call === 1 ? act('goto', { url: `/orders/${ORDER}` }) : done('The badge beside the order says "Cancelled"'),
    );
    const { report } = await run(
      DRIFTED().replace('Confirm now', 'Yes, cancel order').replace('timeout_ms: 700', 'timeout_ms: 30000'),
      model,
    );
    const told = shown(model.calls[0]!);
    expect(told).toMatch(/may have been done/i);
    expect(report.error).toBeNull();
    expect(order()).toMatchObject({ status: 'cancelled', requests: { cancel: 1 } });
    expect(report.ledger).toEqual([expect.objectContaining({ step: 3, state: 'verified' })]);
  });

  test('an agent that would press again what may have been pressed is kept from it [RECOVERY-04]', async () => {
    shop.sample.faults.arm({ kind: 'drop_before_commit', method: 'POST', path: `/orders/${ORDER}` });
    const steps: ((request: ModelRequest) => ScriptedReply)[] = [
      () => act('goto', { url: `/orders/${ORDER}` }),
      (request) => act('click', { selector: refOf(request, 'Cancel order') }),
      (request) => act('select', { selector: refOf(request, 'Reason'), label: 'Duplicate order' }),
      (request) => act('click', { selector: refOf(request, 'Yes, cancel order') }),
      () => act('done', { success: false, summary: 'It may not be pressed again, and the order is not cancelled.', verified: '' }),
    ];
    let step = 0;
    const model = createScriptedModel((request) => steps[step++]!(request));
    const { report, events } = await run(
      DRIFTED().replace('Confirm now', 'Yes, cancel order').replace('timeout_ms: 700', 'timeout_ms: 30000'),
      model,
    );
    expect(report.status).toBe('failed');
    expect(step).toBe(steps.length);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'guard', where: 'scope', reason: expect.stringMatching(/Step 3 .*may have been executed/) }),
    );
    expect(order().requests.cancel).toBe(0);
    expect(report.ledger).toEqual([expect.objectContaining({ step: 3, state: 'unknown' })]);
  });

  test('an agent that would send the same form by Enter is kept from it, with a selector or where the focus is [RECOVERY-04]', async () => {
    let posted = 0;
    const pages = await servePages({
      '/': '<form method="post" action="/save"><label>Note <input name="note" autofocus></label><button>Save</button></form>',
      '/save': (request) => {
        posted += 1;
        request.socket.destroy();
      },
    });
    const steps: ((request: ModelRequest) => ScriptedReply)[] = [
      () => act('goto', { url: '/' }),
      (request) => act('key_press', { selector: refOf(request, 'Note'), key: 'Enter' }),
      (request) => act('key_press', { selector: refOf(request, 'Note'), text: 'x' }),
      () => act('key_press', { key: 'Enter' }),
      () => act('done', { success: false, summary: 'It may not be sent again.', verified: '' }),
    ];
    let step = 0;
    const model = createScriptedModel((request) => steps[step++]!(request));
    await shop.place.playbook(
      'save',
      `id: save\nname: Save\nsteps:\n  - { action: click, selector: { primary: 'text=Save' }, effect: write, description: Save }`,
    );
    const { report, events } = await shop.run(
      { directive: 'save it', playbook: 'save', start_url: pages.origin, recording: { trace: false, screenshots: false } },
      { models: () => ({ primary: model, utility: model }) },
    );
    await pages.close();
    expect(step).toBe(steps.length);
    expect(posted).toBe(1);
    expect(events.filter((event) => event.type === 'guard' && event.where === 'scope')).toHaveLength(2);
    expect(report.ledger).toEqual([expect.objectContaining({ step: 1, state: 'unknown' })]);
  });

  test('cancelled at the moment of the handoff: what the playbook did stays in the report', async () => {
    const stop = new AbortController();
    const yaml = `${DRIFTED().replace('Confirm now', 'Yes, cancel order').replace('timeout_ms: 700', 'timeout_ms: 30000')}
  - { action: click, selector: { primary: '#not-there' }, timeout_ms: 300 }
`;
    await shop.place.playbook('cancel', yaml);
    const model = createScriptedModel(() => done());
    const { report } = await shop.run(
      {
        directive: `Cancel order #${ORDER}`,
        playbook: 'cancel',
      },
      {
        models: () => ({ primary: model, utility: model }),
        signal: stop.signal,
        onEvent: (event) => event.type === 'handoff' && stop.abort(new Cancelled('stopped by a person')),
      },
    );
    expect(report).toMatchObject({ status: 'terminated', playbook: 'cancel', error: { code: 'RUN_TERMINATED' } });
    expect(report.ledger).toEqual([expect.objectContaining({ step: 3, state: 'verified' })]);
    expect(report.step_results.at(-1)).toMatchObject({ step: 4, status: 'failed' });
  });

  test('cancelled while a run without a playbook logs in: the trace is kept', async () => {
    const stop = new AbortController();
    const model = createScriptedModel(() => done());
    const { report } = await shop.run(
      {
        directive: 'Tell me the newest order',
        execution_mode: 'agent_only',
        recording: {},
      },
      {
        models: () => ({ primary: model, utility: model }),
        signal: stop.signal,
        onEvent: (event) => event.type === 'action' && stop.abort(new Cancelled('stopped by a person')),
      },
    );
    expect(report).toMatchObject({ status: 'terminated', warnings: [] });
    expect(report.artifacts).toContainEqual(expect.objectContaining({ kind: 'trace' }));
  });

  test("no model: the step's own error, at once [RECOVERY-06]", async () => {
    await shop.place.playbook('cancel', DRIFTED());
    const { report, events } = await shop.run({ directive: `Cancel order #${ORDER}`, playbook: 'cancel' });
    expect(report).toMatchObject({ status: 'failed', driver: 'playbook', error: { code: 'STEP_FAILED' } });
    expect(report.error!.message).toContain('Confirm now');
    expect(events.find((event) => event.type === 'handoff')).toMatchObject({ taken: false });
  });

  test('a provider that is down: both errors, and nothing was done', async () => {
    const { report } = await run(
      DRIFTED(),
      createScriptedModel(() => ({ error: new RoteError('LLM_ERROR', 'The provider does not answer.') })),
    );
    expect(report.status).toBe('failed');
    expect(report.error!.message).toMatch(/recovery: .*The provider does not answer/s);
    expect(order().status).toBe('paid');
  });

  test('without a playbook the run logs in, the agent does the job; a secret goes into no search box, and its clicks are judged', async () => {
    const steps: ((request: ModelRequest) => ScriptedReply)[] = [
      (request) => act('key_press', { selector: refOf(request, 'Search orders'), text: '{credential:password}' }),
      () => act('goto', { url: `/orders/${ORDER}` }),
      (request) => act('click', { selector: refOf(request, 'Cancel order') }),
      () => act('done', { success: false, summary: 'The cancellation was not allowed.', verified: '' }),
    ];
    let step = 0;
    const model = createScriptedModel((request) => {
      if (request.purpose === 'goal_judge') return { text: 'fill_form' };
      if (request.purpose === 'click_judge') return { text: 'safe' };
      return steps[step++]!(request);
    });
    const { report, folder, events } = await shop.run(
      {
        directive: `Sign in and cancel order ${ORDER} in the form`,
        execution_mode: 'agent_only',
        start_url: `${shop.sample.url}/login`,
        credentials: { username: shop.sample.user, password: shop.sample.password },
        recording: { trace: false, screenshots: true },
      },
      { models: () => ({ primary: model, utility: model }) },
    );
    expect(report).toMatchObject({ status: 'failed', driver: 'agent' });
    expect(report.step_results).toEqual([expect.objectContaining({ action: 'login', status: 'ok' })]);
    expect(events.find((event) => event.type === 'action' && !event.ok)).toMatchObject({
      error: { details: { rule: 'credential_field' } },
    });
    // "Cancel order" is destructive by its words, nobody is there to confirm, so it was not clicked.
    expect(events.find((event) => event.type === 'guard' && event.where === 'click')).toMatchObject({ verdict: 'blocked' });
    expect(order().requests.cancel).toBe(0);
    expect(JSON.stringify(model.calls)).not.toContain(shop.sample.password);
    const { scanForSecrets } = await import('../src/recording/index.ts');
    const { SecretBook, Secret } = await import('../src/secrets/index.ts');
    const book = new SecretBook();
    book.add('credential:password', new Secret(shop.sample.password));
    expect(await scanForSecrets(folder!, book)).toEqual([]);
  });
});
