import { describe, expect, test } from 'vitest';
import { act } from '../../../tests/support/scripted-agent.ts';
import { page, usePages } from '../../../tests/support/use-pages.ts';
import { createScriptedModel } from '../../model/index.ts';

const TOKEN = 'kV9-captured-token-31';
const json =
  (body: unknown, status = 200) =>
  (_request: unknown, response: import('node:http').ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': `csrf=${TOKEN}-c` }).end(JSON.stringify(body));

const shop = usePages({
  '/new': page(
    '<button id=save>Save</button><p id=told></p><a id=receipt href="/receipt?n=1" data-order="o-77">Receipt</a><input id=who value="Ada L">',
    `save.onclick = async () => { await send('/orders'); history.pushState(0, '', '/orders/4711'); localStorage.setItem('draft', '${TOKEN}-s');
       told.textContent = 'Saving'; setTimeout(() => { told.textContent = 'Saved as No. 4711 of 3 orders'; }, 300); };`,
  ),
  '/orders': json({ id: 4711 }),
  '/orders/4711': page('<h1>Order 4711</h1><input id=note><p>of Ada L</p>'),
  '/api': json({ order: { id: 4711, lines: [{ sku: 'A-1' }, { sku: 'B-2' }] }, token: `${TOKEN}-j`, note: 'ref X-99 kept', none: null }),
  '/text': page('<p>No JSON</p>'),
  '/echo': (request, response) => void response.writeHead(200).end(`${request.headers.cookie} ${request.headers.authorization}`),
});

const SAVE = (capture: string) =>
  `  - { action: click, selector: '#save', effect: write, verify: { expect_text_on_page: Saved as }, on_failure: abort, capture: { ${capture} } }\n`;
const ASK = (capture: string, url = '/api') =>
  `  - { action: api_request, request: { method: POST, url: '{base_url}${url}' }, on_failure: abort, capture: { output: [${capture}] } }\n`;

describe('a step captures', () => {
  test('texts, values, attributes and addresses of the page, cookies and storage, once it is verified', async () => {
    const { report, events } = await shop.run(
      '/new',
      `${SAVE(`
        page: [
          { selector: '#told', pattern: 'No\\. (\\d+)', store_as: number },
          { selector: '#receipt', mode: attribute, attribute: data-order, store_as: order },
          { selector: { primary: '#gone', fallbacks: ['#receipt'] }, mode: url, store_as: receipt },
          { selector: '#who', mode: value, store_as: who, secret: true },
          { mode: url, pattern: '/orders/(\\d+)$', store_as: in_address }],
        cookies: [{ name: csrf, store_as: csrf }],
        storage: [{ scope: local, key: draft, store_as: draft }]`)}
  - { action: goto, params: { url: '{base_url}/orders/{in_address}' }, verify: { expect_text_on_page: ['Order {number}', 'of {who}'] } }
  - { action: key_press, selector: '#note', params: { text: '{order}' }, verify: { expect_value: '{order}' } }
  - action: api_request
    when: { value: '{number}', equals: '4711' }
    request: { url: '{base_url}/echo', cookies: { csrf: '{csrf}' }, headers: { Authorization: 'Bearer {draft}' } }
    store_as: echo`,
      { keys: "summary: 'Order {number} of {who}'" },
    );
    expect(report.error).toBeNull();
    expect(report.summary).toBe('Order 4711 of [secret]');
    expect(report.data).toEqual({
      number: '4711',
      order: 'o-77',
      receipt: expect.stringMatching(/^http.*\/receipt\?n=1$/),
      who: '[secret]',
      in_address: '4711',
      echo: 'csrf=[secret] Bearer [secret]',
    });
    expect(JSON.stringify([report, events])).not.toMatch(new RegExp(`${TOKEN}|Ada L`));
  });

  test('several values of one answer, of which a secret one is written nowhere', async () => {
    const { report, events } = await shop.run(
      '/text',
      `${ASK(`{ json_path: order.id, store_as: id }, { json_path: 'order.lines[1].sku', store_as: sku }, { json_path: token, store_as: token, secret: true },
        { json_path: note, pattern: '[A-Z]-\\d+', store_as: ref }, { json_path: order.lines, store_as: lines }, { pattern: '"sku":"(.*?)"', store_as: first }`)}
  - { action: api_request, request: { url: '{base_url}/echo', headers: { Authorization: 'Bearer {token}' } }, verify: { expect_output_contains: 'Bearer {token}' }, store_as: echo }`,
    );
    expect(report.error).toBeNull();
    expect(report.data).toMatchObject({
      id: '4711',
      sku: 'B-2',
      token: '[secret]',
      ref: 'X-99',
      first: 'A-1',
      echo: 'undefined Bearer [secret]',
    });
    expect(JSON.parse(String(report.data.lines))).toEqual([{ sku: 'A-1' }, { sku: 'B-2' }]);
    expect(report.step_results[0]?.output).toContain('"token":"[secret]"');
    expect(JSON.stringify([report, events])).not.toContain(TOKEN);
  });

  test.each([
    [
      ASK('{ json_path: order.number, store_as: n }'),
      'the output has nothing at "order.number": the path ends at "number", where there is id, lines',
    ],
    [ASK("{ json_path: 'order.lines[2].sku', store_as: n }"), 'the output has nothing at "order.lines[2].sku": the path ends at "2"'],
    [ASK('{ json_path: id, store_as: n }', '/text'), 'the output is not JSON'],
    [
      ASK("{ json_path: note, pattern: 'ID (\\d+)', store_as: n }"),
      'the pattern ID (\\d+) matches nothing in what is at "note": "ref X-99 kept"',
    ],
    [ASK("{ json_path: token, pattern: 'ID (\\d+)', store_as: n, secret: true }"), 'matches nothing in what is at "token". Check'],
    [
      SAVE("page: [{ selector: '#told', pattern: 'Nr', store_as: n }]"),
      'the pattern Nr matches nothing in "#told": "Saved as No. 4711 of 3 orders"',
    ],
    [SAVE("page: [{ selector: '#nothing', store_as: n }]"), '"#nothing" matches nothing on'],
    [SAVE("page: [{ selector: '#told', mode: value, store_as: n }]"), 'The value of "#told" cannot be read'],
    [SAVE('cookies: [{ name: nope, store_as: n }]'), 'the cookie "nope" of 127.0.0.1 is missing'],
    [SAVE('storage: [{ scope: session, key: nope, store_as: n }]'), 'the sessionStorage value "nope" of 127.0.0.1 is missing'],
  ])('and fails, without doing it again, if a value is missing: %s', async (step, why) => {
    const { report } = await shop.run('/new', step);
    expect(report.error?.message).toContain(
      `Step 1 (${step.includes('api_request') ? 'api_request' : 'click'}): {n} has no value after the step, which was done: `,
    );
    expect(report.error?.message).toContain(why);
    expect(report.error?.failure).toEqual({ reason: 'capture_missing', performed: 'yes', retryable: false });
    expect(report.step_results).toEqual([expect.objectContaining({ status: 'failed', attempts: 1 })]);
    expect(report.ledger).toEqual([expect.objectContaining({ state: step.includes('api_request') ? 'committed' : 'verified' })]);
    expect(shop.posted()).toHaveLength(1);
  });

  test('after the login too, from the start page', async () => {
    const { report } = await shop.run(
      '/orders/4711',
      "  - { action: key_press, selector: '#note', params: { text: '{title}' }, verify: { expect_value: Order 4711 } }",
      {
        keys: 'parameters: [{ name: tag, default: h1 }]\ncapture: { page: [{ selector: \'role=heading[name="Order 4711"]\', store_as: title }] }',
      },
    );
    expect([report.error, report.data]).toEqual([null, { title: 'Order 4711' }]);
  });

  test('nothing if it is skipped, and a step that needs its value says so', async () => {
    const { report } = await shop.run(
      '/new',
      `  - { action: click, selector: '#never', optional: true, timeout_ms: 200, capture: { page: [{ selector: '#told', store_as: n }] } }
  - { action: key_press, selector: '#who', params: { text: '{n}' }, on_failure: abort }`,
    );
    expect(report.error?.message).toContain('{n} in params.text has no value: the step that stores it returned none, or was skipped');
  });
});

test('an agent that takes over loses no captured value, and what remains to be expected is still checked', async () => {
  const done = { success: true, summary: 'Done.', unchanged: true, verified: 'It says "Saved as No. 4711".' };
  const model = createScriptedModel(() => act('done', done));
  const { report } = await shop.run(
    '/new',
    `${SAVE("page: [{ mode: url, pattern: '\\d+$', store_as: number }], cookies: [{ name: csrf, store_as: csrf }]")}
  - { action: click, selector: '#renamed', timeout_ms: 300 }
  - { action: key_press, selector: '#note', params: { text: '{csrf} {number}' }, verify: { expect_text_on_page: Never shown, timeout_ms: 300 } }`,
    { deps: { models: () => ({ primary: model, utility: model }) } },
  );
  expect(report.data).toMatchObject({ number: '4711' });
  expect(report.error?.message).toMatch(/recovery: .*The text "Never shown" is not on/);
  expect(JSON.stringify(model.calls)).toContain('[secret] 4711');
  expect(JSON.stringify(model.calls)).not.toContain(TOKEN);
});
