import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useSample } from './support/use-sample.ts';

const ORDER = 10234;

/** Cancels through the API, which takes one request: what a lost answer does to it can be seen exactly. */
const CANCEL = (extra: string) => `
id: cancel
name: Cancel
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
start_url: '{base_url}/orders/${ORDER}'
guardrails: { allow_private_networks: true, enable_llm_action_check: false }
steps:
  - { action: click, selector: { primary: 'role=button[name="Cancel order"]' }, description: Ask }
  - { action: select, selector: { primary: '#cancel-reason' }, params: { label: Customer changed their mind }, description: Reason }
  - action: click
    description: Confirm
    selector: { primary: 'role=dialog >> role=button[name="Yes, cancel order"]' }
    effect: write
    timeout_ms: 30000
    ${extra}
  - { action: goto, description: Look again, params: { url: '{base_url}/orders/${ORDER}' } }
`;

/** `timeoutMs`: long where it has to come true, short where it must not. */
const verify = (timeoutMs: number) => `verify: { expect_text_on_page: Cancelled, timeout_ms: ${timeoutMs} }`;
const VERIFY = verify(1_500);

describe('an effect is never submitted twice', () => {
  const shop = useSample({ faults: true });

  const run = async (extra: string) => {
    await shop.place.playbook('cancel', CANCEL(extra));
    return shop.run({
      directive: 'go',
      playbook: 'cancel',
    });
  };
  const order = () => shop.sample.store.order(ORDER)!;

  test('when all goes well: intended, committed, verified, in this order [LEDGER-02]', async () => {
    const { events, report } = await run(verify(30_000));
    expect(report.status).toBe('completed');
    const states = events.flatMap((event) => (event.type === 'ledger' ? [event.state] : []));
    // An event more says which request was seen.
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(['intended', 'committed', 'verified']);
    expect(report.ledger[0]).toMatchObject({ declared: true, evidence: [{ method: 'POST', outcome: 'answered', status: 303 }] });
    expect(order().requests.cancel).toBe(1);
  });

  test.each(['llm_recover', 'retry', 'abort'])(
    'an answer that is lost after the effect (on_failure: %s): one request, and the entry is unknown [LEDGER-03, LEDGER-04]',
    async (policy) => {
      shop.sample.faults.arm({ kind: 'drop_after_commit', method: 'POST', path: `/orders/${ORDER}` });
      const { report, folder } = await run(`${VERIFY}\n    on_failure: ${policy}`);
      expect(report.status).toBe('failed');
      expect(order()).toMatchObject({ status: 'cancelled', requests: { cancel: 1 } });
      expect(report.ledger).toEqual([expect.objectContaining({ step: 3, state: 'unknown' })]);
      expect(await readFile(join(folder!, 'events.ndjson'), 'utf8')).toContain('"unknown"');
    },
  );

  test('a request that was lost before the effect is not sent again either: nothing can tell the two apart', async () => {
    shop.sample.faults.arm({ kind: 'drop_before_commit', method: 'POST', path: `/orders/${ORDER}` });
    const { report } = await run(VERIFY);
    expect(report.status).toBe('failed');
    expect(order().requests.cancel).toBe(0);
    expect(report.ledger).toEqual([expect.objectContaining({ step: 3, state: 'unknown' })]);
  });

  test('without a verification the entry stays committed, and nothing claims more [LEDGER-06]', async () => {
    const { report } = await run('');
    expect(report.status).toBe('completed');
    expect(report.ledger).toEqual([expect.objectContaining({ step: 3, state: 'committed' })]);
  });

  test('a button that is not there was not pressed: no entry, and trying again is safe [LEDGER-05]', async () => {
    await shop.place.playbook(
      'cancel',
      CANCEL(VERIFY).replace('Yes, cancel order', 'No such button').replace('timeout_ms: 30000', 'timeout_ms: 2000'),
    );
    const { report } = await shop.run({
      directive: 'go',
      playbook: 'cancel',
    });
    expect(report.status).toBe('failed');
    expect(report.ledger).toEqual([]);
    expect(report.step_results.at(-1)).toMatchObject({ step: 3, attempts: 2 });
    expect(order().requests.cancel).toBe(0);
  });

  test('an API request that writes is sent once, whatever its answer [LEDGER-07]', async () => {
    await shop.place.playbook(
      'post',
      `
id: post
name: Post
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
capture: { cookies: [{ name: session, store_as: session_cookie }] }
start_url: '{base_url}/orders'
guardrails: { allow_private_networks: true }
steps:
  - action: api_request
    request: { method: POST, url: '{base_url}/__test/faults', json: { kind: slow, ms: 1 }, cookies: { session: '{session_cookie}' }, timeout_ms: 3000 }
    verify: { expect_output_contains: nothing of the kind, timeout_ms: 100 }
`,
    );
    const { report } = await shop.run({
      directive: 'go',
      playbook: 'post',
    });
    expect(report.status).toBe('failed');
    expect(report.ledger).toEqual([expect.objectContaining({ state: 'unknown' })]);
    // One request armed one fault.
    expect(shop.sample.faults.armed()).toHaveLength(1);
  });
});
