import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createScriptedModel } from '../src/model/index.ts';
import { act, refOf } from './support/scripted-agent.ts';
import { page, usePages } from './support/use-pages.ts';
import { xlsx } from './support/xlsx.ts';

const file =
  (type: string, disposition: string, body: string | Buffer) => (_request: unknown, response: import('node:http').ServerResponse) =>
    void response.writeHead(200, { 'content-type': type, 'content-disposition': disposition }).end(body);

const WORKBOOK = await xlsx({
  Orders: [
    ['Order', 'Total', 'Due'],
    ['A-1', 12.5, { days: 46_082 }],
  ],
  Refunds: [['Order'], ['R-9']],
});

const shop = usePages({
  '/invoice': page('<h1>Invoice 7</h1><a href="/invoice.txt" target="_blank">Open invoice</a>'),
  '/invoice.txt': file('text/plain', 'inline; filename="Rechnung 7.txt"', 'Total 12.50\n'),
  '/exports': page('<h1>Exports</h1><a href="/orders.xlsx">Workbook</a> <a href="/list?a">List</a>'),
  '/orders.xlsx': file('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'attachment; filename="orders.xlsx"', WORKBOOK),
  '/lists': page(
    '<h1>Lists</h1><button id=b>Export both</button>',
    "b.onclick = () => ['a', 'b'].forEach((name) => open(`/list?${name}`));",
  ),
  '/list': file('text/csv', 'attachment; filename="list.csv"', 'sku,amount\nA-1,12\n'),
});
const recording = { trace: false, screenshots: false };

const run = (path: string, steps: string) => shop.run(path, steps);

/** Lets an agent do one action on what has this name, and end. Returns what it read afterwards. */
async function agentDoes(path: string, name: string, action: string, input: object = {}) {
  const read: string[] = [];
  const model = createScriptedModel((request, call) => {
    if (request.purpose === 'goal_judge') return { text: 'fill_form' };
    read.push(JSON.stringify(request.messages.at(-1)));
    return call > 1 ? act('done', { success: false, summary: 'Done' }) : act(action, { selector: refOf(request, name), ...input });
  });
  const guardrails = { allow_private_networks: true, enable_llm_action_check: false };
  const config = {
    directive: 'Fill in the form',
    execution_mode: 'agent_only' as const,
    start_url: shop.pages.url(path),
    guardrails,
    recording,
  };
  const utility = createScriptedModel(() => ({ text: 'fill_form' }));
  const executed = await shop.place.run(config, { models: () => ({ primary: model, utility }) });
  return { ...executed, read: read.at(-1) };
}

describe('a downloaded table', () => {
  const get = (name: string, part: string, stored = 'file') =>
    `  - { action: download, selector: 'text=${name}', store_as: ${stored}, verify: { expect_output_contains: "${part}", timeout_ms: 500 } }\n`;

  test('is read by later steps: a workbook by sheet, as text and as a table, and a CSV file', async () => {
    const steps = `${get('Workbook', 'R-9')}
  - { action: extract, params: { from: '{file}' } }
  - { action: extract, params: { from: '{file}', mode: table }, verify: { expect_output_contains: '"Total":12.5' } }
  - { action: extract, params: { from: orders.xlsx, sheet: 2 } }
${get('List', 'A-1', 'list')}
  - { action: extract, params: { from: '{list}', mode: table } }\n`;
    const { report } = await run('/exports', steps);
    expect(report.error).toBeNull();
    expect(report.extracted_texts).toEqual([
      'Order\tTotal\tDue\nA-1\t12.5\t2026-03-01',
      '[{"Order":"A-1","Total":12.5,"Due":"2026-03-01"}]',
      'Order\nR-9',
      '[{"sku":"A-1","amount":"12"}]',
    ]);
  });

  test('is checked by its cells, and not fetched again if they are others', async () => {
    const { report } = await run('/exports', get('Workbook', 'R-10'));
    expect(report.error?.message).toContain('The output does not contain "R-10"');
    expect(shop.pages.requests.filter((request) => request.endsWith('.xlsx'))).toHaveLength(1);
  });

  test('is needed for sheets, and for rows unless a table of the page is named', async () => {
    for (const [params, words] of [
      ['{ mode: table }', 'needs a selector (a table of the page) or from'],
      ["{ sheet: 'Orders' }", 'needs from, a downloaded workbook, for sheet'],
    ]) {
      const steps = `  - { action: extract, params: ${params} }\n`;
      expect((await run('/exports', steps)).report.error?.message).toContain(words);
    }
    const { report } = await run(
      '/exports',
      `${get('List', 'A-1')}  - { action: extract, params: { from: '{file}', sheet: Orders }, on_failure: abort }\n`,
    );
    expect(report.error?.message).toContain('The file "list.csv" is not an XLSX workbook, so it has no sheets: omit "sheet".');
  });
});

describe('a download', () => {
  test('of what a browser would show is the output of the step', async () => {
    const { report } = await run('/invoice', "  - { action: download, selector: { primary: 'text=Open invoice' }, store_as: file }\n");
    expect(report.error).toBeNull();
    expect(report.step_results[0]?.output).toMatch(/downloads\/Rechnung_7\.txt$/);
    expect(shop.pages.requests.filter((request) => request.endsWith('.txt'))).toHaveLength(1);
  });

  test('of several files has one path a line', async () => {
    const { report, folder } = await run(
      '/lists',
      "  - { action: download, selector: { primary: 'text=Export both' }, store_as: lists }\n",
    );
    expect(report.error).toBeNull();
    expect(report.step_results[0]?.output).toBe(['list.csv', 'list_2.csv'].map((name) => join(folder!, 'downloads', name)).join('\n'));
  });

  test('by an agent brings all files, too', async () => {
    const { folder, read } = await agentDoes('/lists', 'Export both', 'download');
    expect(read).toContain('Downloaded 2 files');
    expect((await readdir(join(folder!, 'downloads'))).toSorted()).toEqual(['list.csv', 'list_2.csv']);
    expect(shop.pages.requests.filter((request) => request.startsWith('GET /list?'))).toHaveLength(2);
  });

  test('is checked by its text, and not fetched again if the text is another one', async () => {
    const step = (part: string) =>
      `  - { action: download, selector: { primary: 'text=Open invoice' }, verify: { expect_output_contains: ${part}, timeout_ms: 500 } }\n`;
    expect((await run('/invoice', step('Total 12.50'))).report.error).toBeNull();
    shop.pages.requests.length = 0;
    const { report } = await run('/invoice', step('Total 13'));
    expect(report.error?.message).toContain('The output does not contain "Total 13"');
    expect(shop.pages.requests.filter((request) => request.endsWith('.txt'))).toHaveLength(1);
  });

  test('is read by a later step', async () => {
    const steps = `  - { action: download, selector: { primary: 'text=Open invoice' }, store_as: file }
  - { action: extract, params: { from: '{file}' }, verify: { expect_output_contains: Total } }
  - { action: extract, params: { from: /etc/hostname }, on_failure: abort }\n`;
    const { report } = await run('/invoice', steps);
    expect(report.extracted_texts).toEqual(['Total 12.50\n']);
    expect(report.error?.message).toContain('Only files that this run downloaded can be read, not "/etc/hostname".');
  });
});
