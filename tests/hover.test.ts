import { describe, expect, test } from 'vitest';
import { createScriptedModel, type ModelRequest } from '../src/model/index.ts';
import { HOVER_PAGES } from './fixtures/pages/hover.ts';
import { act, refOf } from './support/scripted-agent.ts';
import { usePages } from './support/use-pages.ts';

const shop = usePages(HOVER_PAGES);

/** A picture is taken after each step, as usual: it must not take the pointer away. */
const run = (path: string, steps: string) =>
  shop.run(path, steps, { config: { recording: { trace: false, screenshots: true }, execution_mode: 'playbook_only' } });

const hover = (selector: string) => `  - { action: hover, selector: { primary: '${selector}' } }\n`;
const OPEN = `  - { action: click, selector: { primary: 'text=Monthly report' }, verify: { expect_text_on_page: The monthly report } }\n`;

describe('hover opens a menu and keeps it open for the next steps', () => {
  test.each([
    ['/css', hover('text=Reports') + hover('text=More')],
    ['/sibling', hover('text=Reports')],
    ['/shadow', hover('section')],
    ['/mouseenter', hover('#trigger')],
    ['/pointer-slow', hover('#trigger')],
    ['/delegated', hover('#reports')],
    ['/unknown', hover('#trigger')],
    ['/frame', hover('text=Reports') + hover('text=More')],
  ])('%s', async (path, steps) => {
    const looks = `  - { action: extract, selector: { primary: 'text=Monthly report' }, verify: { expect_output_contains: Monthly } }\n`;
    const { report } = await run(path, steps + looks + (path === '/frame' ? '' : OPEN));
    expect(report).toMatchObject({ status: 'completed', error: null });
    expect(shop.posted()).toEqual([]);
  });
});

describe('a click on something hidden moves the pointer onto what shows it', () => {
  test.each(['/css', '/sibling', '/shadow', '/mouseenter', '/pointer-slow', '/delegated'])('%s', async (path) => {
    const { report } = await run(path, OPEN);
    expect(report).toMatchObject({ status: 'completed', error: null });
    expect(shop.posted()).toEqual([]);
  });

  test('in a row, and only there', async () => {
    const { report } = await run(
      '/row',
      `  - { action: click, selector: { primary: 'tr:has-text("Order 7") >> text=Remove' }, effect: write, verify: { expect_text_on_page: Removed } }\n`,
    );
    expect(report.status).toBe('completed');
    expect(shop.posted()).toEqual(['/remove/7']);
  });
});

test('a text that lacks what is expected of it is read once more under the pointer', async () => {
  const { report, events } = await run(
    '/tip',
    `  - { action: extract, selector: { primary: .tip }, store_as: note, verify: { expect_output_contains: Monday } }\n`,
  );
  expect(report).toMatchObject({ status: 'completed', data: { note: 'Long te…xt: call back on Monday' } });
  expect(events.flatMap((event) => (event.type === 'action' ? [event.action] : []))).toEqual(['goto', 'extract', 'hover', 'extract']);
});

test('a pointer that is on the element already leaves and comes back', async () => {
  const twice = hover('#count').replace(' }\n', ', verify: { expect_text_on_page: "Arrivals: 2" } }\n');
  const { report } = await run('/arrivals', hover('#count') + twice);
  expect(report).toMatchObject({ status: 'completed', error: null });
  expect(report.step_results.at(-1)).toMatchObject({ attempts: 1 });
});

test('a page that sends something because of the pointer makes the hover an effect', async () => {
  const step = (more: string) => hover('#message').replace(' }\n', `, on_failure: retry${more} }\n`);
  const entry = { step: 1, evidence: [expect.objectContaining({ method: 'POST', path: '/read/1', status: 200 })] };
  const undeclared = await run('/marks', step(', verify: { expect_text_on_page: never, timeout_ms: 500 }'));
  expect(undeclared.report).toMatchObject({ status: 'failed', ledger: [{ ...entry, declared: false, state: 'committed' }] });
  expect(undeclared.report.step_results).toMatchObject([{ attempts: 1 }]);
  expect(undeclared.report.warnings.join()).toContain('Undeclared effect: step 1 (hover) sent POST /read/1 (200).');
  expect(shop.posted()).toEqual(['/read/1']);
  const declared = await run('/marks', step(', effect: write, verify: { expect_text_on_page: Read }'));
  expect(declared.report).toMatchObject({ status: 'completed', warnings: [], ledger: [{ ...entry, declared: true, state: 'verified' }] });
});

test('what nothing shows is reported, with what to do', async () => {
  const { report } = await run('/unknown', OPEN.replace('Monthly report', 'Monthly'));
  expect(report.error?.message).toMatch(
    /is on .* but hidden \(<div#box> around it has the attribute hidden\): hover or click what shows it first\.$/,
  );
});

test('an agent hovers, sees the menu and clicks in it', async () => {
  const turns = [
    (request: ModelRequest) => act('hover', { selector: refOf(request, 'Reports') }),
    (request: ModelRequest) => act('hover', { selector: refOf(request, 'More') }),
    (request: ModelRequest) => act('click', { selector: refOf(request, 'Monthly report') }),
    () => act('done', { success: true, summary: 'Opened', unchanged: true, verified: '"Monthly report"' }),
  ];
  const model = createScriptedModel((request) => (request.purpose === 'goal_judge' ? { text: 'fill_form' } : turns.shift()!(request)));
  const { report } = await shop.place.run(
    { directive: 'Open the monthly report', execution_mode: 'agent_only', start_url: shop.pages.url('/css') },
    { models: () => ({ primary: model, utility: model }) },
  );
  expect(report).toMatchObject({ status: 'completed', error: null });
  expect(shop.pages.requests).toContain('GET /monthly');
});
