import { describe, expect, test } from 'vitest';
import { answer, page, usePages } from './support/use-pages.ts';

const shop = usePages({
  '/rows': page(
    '<h1>Orders</h1><button id=b>Update list</button><ul><li>7</li><li>8</li><li hidden>9</li></ul>',
    "b.onclick = async () => { await send('/ok'); document.querySelector('li').remove(); };",
  ),
  '/price': page(
    '<h1>Order</h1><label>Price <input id=p value=10></label><label>Country <select id=c><option value=DE>Germany</option></select></label><button id=b>Update</button>',
    "b.onclick = async () => { await send('/ok'); p.value = '12.50'; };",
  ),
  '/refund': page(
    '<h1>Refund</h1><p>Kind <select><option>Money<option selected>Voucher<option>Goods</select> Status <select id=s><optgroup label=Open><option>Requested<option>Approved</optgroup><option>Paid</select></p><select size=2><option>Listed<option>Shown</select><button id=b>Approve</button><button id=n>Note</button>',
    "b.onclick = async () => { await send('/ok'); s.value = 'Approved'; }; n.onclick = () => send('/ok');",
  ),
  '/report': '<h1>Reports</h1><a href=/report.csv download>Export</a>',
  '/report.csv': (_request, response) =>
    void response
      .writeHead(200, { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="Orders 2026.csv"' })
      .end('a,b\n'),
  '/loads': page(
    '<h1>Order</h1><button id=b>Recalculate</button><p id=t>10.00</p>',
    "b.onclick = () => setTimeout(() => { const p = document.createElement('p'); p.id = 'spin'; p.textContent = 'Loading'; document.body.append(p); setTimeout(() => { p.remove(); t.textContent = '99.00'; }, 500); }, 300);",
  ),
  '/ok': answer(200, 'ok'),
  '/created': answer(201, 'ok'),
  '/creates': page('<h1>Order</h1><button id=b>Create</button>', "b.onclick = () => send('/created?order=7');"),
});

const run = async (path: string, steps: string) => (await shop.run(path, steps)).report;
const click = (name: string, verify: string) =>
  `  - { action: click, selector: { primary: 'role=button[name="${name}"]' }, verify: { ${verify} }, on_failure: abort }\n`;

describe('an expectation', () => {
  test.each([
    ['a text is gone', '/rows', 'Update list', "expect_text_gone: '7'"],
    ['so many elements are visible', '/rows', 'Update list', 'expect_count: { selector: li, is: 1 }'],
    ['at most so many elements are visible', '/rows', 'Update list', 'expect_count: { selector: li, max: 1 }'],
    [
      'several of a kind hold',
      '/rows',
      'Update list',
      'expect_element_visible: [h1, li], expect_count: [{ selector: li, is: 1 }, { selector: h1, is: 1 }]',
    ],
    ['several texts are on the page', '/rows', 'Update list', "expect_text_on_page: [Orders, '8'], expect_text_gone: ['7', '9']"],
    [
      'several fields hold their values',
      '/price',
      'Update',
      "expect_value: [{ selector: '#p', value: '12.50' }, { selector: '#c', value: Germany }]",
    ],
    [
      'a text is chosen in a list',
      '/refund',
      'Approve',
      'expect_text_on_page: [Approved, Voucher, Listed], expect_text_gone: [Requested, Paid]',
    ],
    ['a field holds a value', '/price', 'Update', "expect_value: { selector: '#p', value: '12.50' }"],
    ['the application answered', '/creates', 'Create', 'expect_response: { url_contains: order=7, method: post, status: [200, 201] }'],
  ])('holds when %s, and proves the effect', async (_what, path, button, verify) => {
    const report = await run(path, click(button, verify));
    expect([report.error, report.ledger[0]?.state]).toEqual([null, 'verified']);
  });

  test.each([
    ['expect_text_gone: Orders', '/rows', 'Update list', 'The text "Orders" is still on the page.'],
    ['expect_text_on_page: Approved', '/refund', 'Note', 'The text "Approved" is not on'],
    ['expect_text_on_page: [Orders, Nowhere]', '/rows', 'Update list', 'The text "Nowhere" is not on'],
    ["expect_element_visible: [h1, '#no']", '/rows', 'Update list', '"#no" did not become visible on'],
    ['expect_count: { selector: li, min: 2 }', '/rows', 'Update list', '"li" should match at least 2 visible elements on'],
    ["expect_value: { selector: '#p', value: '12.5' }", '/price', 'Update', 'does not hold "12.5": it holds "12.50".'],
    ["expect_value: { selector: '#none', value: '12.50' }", '/price', 'Update', '"#none" matches nothing on'],
    ["expect_value: '12.50'", '/price', 'Update', 'does not hold "12.50": it holds "Update".'],
    ['expect_download: Orders', '/rows', 'Update list', 'No download with "Orders" in its name: no file was saved.'],
    [
      'expect_response: { url_contains: /ok, status: 404 }',
      '/rows',
      'Update list',
      'The last request to an address with "/ok" was answered with 200.',
    ],
    [
      'expect_response: { url_contains: /never }',
      '/rows',
      'Update list',
      'The application answered no request to an address with "/never".',
    ],
  ])('that does not hold says so: %s', async (verify, path, button, message) => {
    const report = await run(path, click(button, `${verify}, timeout_ms: 500`));
    expect(report.error?.message).toContain(message);
  });

  test('of what a list shows, by label or value', async () => {
    const step = (value: string) =>
      `  - { action: select, selector: { primary: '#c' }, params: { label: Germany }, verify: { expect_value: ${value}, timeout_ms: 500 }, on_failure: abort }\n`;
    expect((await run('/price', step('Germany'))).status).toBe('completed');
    expect((await run('/price', step('DE'))).status).toBe('completed');
    expect((await run('/price', step('France'))).error?.message).toContain('it holds "Germany"');
  });

  test('of a file that was saved', async () => {
    const step = (part: string) =>
      `  - { action: download, selector: { primary: text=Export }, verify: { expect_download: ${part}, timeout_ms: 500 }, on_failure: abort }\n`;
    expect((await run('/report', step('orders 2026'))).status).toBe('completed');
    expect((await run('/report', step('Invoices'))).error?.message).toContain('saved: "Orders 2026.csv"');
  });

  test('that something is gone waits for a spinner that comes late', async () => {
    const steps = `${click('Recalculate', "expect_element_gone: '#spin'")}  - { action: extract, selector: { primary: '#t' }, store_as: total }\n`;
    expect((await run('/loads', steps)).data).toEqual({ total: '99.00' });
  });
});

test('the text of a page holds what is chosen in a list, not what could be', async () => {
  const { extracted_texts } = await run(
    '/refund',
    '  - { action: extract, store_as: whole }\n  - { action: extract, selector: { primary: p }, store_as: part }\n',
  );
  expect(extracted_texts.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
    expect.stringContaining('Kind Voucher Status Requested'),
    'Kind Voucher Status Requested',
  ]);
});
