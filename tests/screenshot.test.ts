import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createScriptedModel } from '../src/model/index.ts';
import { act } from './support/scripted-agent.ts';
import { page, usePages } from './support/use-pages.ts';

const shop = usePages({
  '/': page(
    '<h1>Order 7</h1><div id="chart" style="width:200px;height:100px;background:red"></div><iframe src="/inner" style="margin-top:900px"></iframe>',
  ),
  '/form': page(
    '<input id="name"><input id="town"><select id="kind"><option>A</option><option>B</option></select><button type="button">Next</button>',
  ),
  '/inner': page('<div id="map" style="width:50px;height:60px;background:blue"></div>'),
});

/** Width and height in the frame header of a JPEG. */
function sizeOf(jpeg: Buffer): [number, number] {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
  }
  throw new Error('no JPEG');
}

test('a playbook takes pictures, which are among the artifacts although none are recorded', async () => {
  await shop.place.playbook(
    'job',
    `id: job
name: Job
parameters: [{ name: order }]
start_url: '{base_url}/'
steps:
  - { action: screenshot, params: { name: 'Order {order}/whole' }, store_as: whole }
  - { action: screenshot, selector: { primary: '#chart' }, params: { name: chart } }
  - { action: screenshot, selector: { primary: '#map' } }
summary: 'See {whole}'
`,
  );
  const { report, folder = '' } = await shop.place.run({
    directive: 'go',
    playbook: 'job',
    playbook_params: { order: '7' },
    start_url: shop.pages.origin,
    recording: { trace: false, screenshots: false },
  });
  expect(report).toMatchObject({ status: 'completed', error: null });
  const outputs = report.step_results.map(({ output }) => output ?? '');
  expect(outputs).toEqual(['screenshots/0002_Order_7_whole.jpg', 'screenshots/0003_chart.jpg', 'screenshots/0004_screenshot.jpg']);
  expect(report.summary).toContain(`See ${outputs[0]}`);
  expect(report.artifacts.filter(({ kind }) => kind === 'screenshot').map(({ path }) => path)).toEqual(outputs);
  const sizes = await Promise.all(outputs.map(async (path) => sizeOf(await readFile(join(folder, path)))));
  expect(sizes.slice(1)).toEqual([
    [200, expect.closeTo(100, -1)],
    [50, expect.closeTo(60, -1)],
  ]);
  expect(sizes[0]![0]).toBeGreaterThan(500);
});

test('fields that are filled one after the other share the screenshot of the last', async () => {
  await shop.place.playbook(
    'form',
    `id: form
name: Form
start_url: '{base_url}/form'
steps:
  - { action: key_press, selector: { primary: '#name' }, params: { text: Ada } }
  - { action: key_press, selector: { primary: '#town' }, params: { text: Bern } }
  - { action: select, selector: { primary: '#kind' }, params: { option: B } }
  - { action: click, selector: { primary: button } }
  - { action: key_press, selector: { primary: '#name' }, params: { text: Bea } }
  - { action: key_press, selector: { primary: '#town' }, params: { text: Rom, key: Tab } }
  - { action: key_press, selector: { primary: '#name' }, params: { text: Cy } }
  - { action: key_press, selector: { primary: '#phone' }, optional: true, params: { text: '7' } }
`,
  );
  const { report } = await shop.place.run({ directive: 'go', playbook: 'form', start_url: shop.pages.origin });
  expect(report).toMatchObject({ status: 'completed', error: null });
  expect(report.artifacts.filter(({ kind }) => kind === 'screenshot').map(({ path }) => path.slice('screenshots/'.length))).toEqual([
    '0001_goto.jpg',
    '0004_select.jpg',
    '0005_click.jpg',
    '0006_key_press.jpg',
    '0007_key_press.jpg',
    '0008_key_press.jpg',
  ]);
});

test("an agent's picture is its screenshot", async () => {
  const turns = [
    () => act('screenshot', { selector: '#chart', name: 'chart' }),
    () => act('done', { success: true, summary: 'Done', verified: 'A chart is on "Shop"' }),
  ];
  const model = createScriptedModel((request) => (request.purpose === 'agent' ? turns.shift()!() : { text: 'read' }));
  const { report, events } = await shop.place.run(
    {
      directive: 'Look at the chart',
      execution_mode: 'agent_only',
      start_url: shop.pages.url('/'),
      recording: { trace: false, screenshots: true },
    },
    { models: () => ({ primary: model, utility: model }) },
  );
  const action = events.find((event) => event.type === 'action' && event.action === 'screenshot');
  expect(action).toMatchObject({ ok: true, screenshot: 'screenshots/0002_chart.jpg' });
  expect(report.artifacts.map(({ path }) => path)).toContain('screenshots/0002_chart.jpg');
});
