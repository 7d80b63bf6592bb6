import { describe, expect, test } from 'vitest';
import { createScriptedModel } from '../src/model/index.ts';
import { DRAG_PAGES } from './fixtures/pages/drag.ts';
import { act } from './support/scripted-agent.ts';
import { usePages } from './support/use-pages.ts';

const shop = usePages(DRAG_PAGES);

const run = (path: string, steps: string) =>
  shop.run(path, steps, {
    keys: 'parameters: [{ name: by, type: int }]',
    config: { playbook_params: { by: '60' }, execution_mode: 'playbook_only' },
  });

/** A step that drags and expects the message of the page. */
const drag = (selector: string, params: string, more = 'effect: write, verify: { expect_text_on_page: Moved }') =>
  `  - { action: drag, selector: { primary: '${selector}' }, params: { ${params} }, ${more} }\n`;
const CARD = 'role=listitem[name="Card 1"]';
const DONE = `to: 'role=list[name="Done"]'`;

describe('a playbook drags', () => {
  test.each([
    ['/html5', CARD, DONE, '/moved?Done'],
    ['/pointer', CARD, DONE, '/moved?Done'],
    ['/frame', CARD, DONE, '/moved?Done'],
    ['/far', CARD, `to: 'role=list[name="Archive"]'`, '/moved?Archive'],
    ['/html5-list', 'text=A', 'to: text=C, at: bottom', '/order?B,C,A,D'],
    ['/html5-list', 'text=D', 'to: text=A, at: top', '/order?D,A,B,C'],
    ['/threshold', 'text=A', 'to: text=C', '/order?B,C,A,D'],
    ['/threshold', 'text=D', 'to: text=B', '/order?A,D,B,C'],
    ['/threshold', 'text=B', 'by: { y: 36 }', '/order?A,C,B,D'],
    ['/hold', 'text=A', 'to: text=C', '/order?B,C,A,D'],
    ['/scrolls', 'text=B', 'to: text=Z', `/order?A,${[...'CDEFGHIJKLMNOPQRSTUVWXYZ'].join()},B`],
  ])('on %s: %s, %s', async (path, selector, params, expected) => {
    const { report } = await run(path, drag(selector, params));
    expect(report).toMatchObject({ status: 'completed', error: null });
    expect(report.ledger).toEqual([expect.objectContaining({ state: 'verified' })]);
    expect(shop.posted()).toEqual([expected]);
  });

  test('a slider by an offset, and sees the request it sent', async () => {
    const { report } = await run('/slider', drag('role=slider[name="Volume"]', `by: { x: '{by}' }`, 'verify: { expect_value: "30" }'));
    expect(report).toMatchObject({ status: 'completed', error: null, warnings: [expect.stringContaining('effect')] });
    expect(shop.posted()).toEqual(['/volume?30']);
  });

  test('the slider of the browser', async () => {
    const { report } = await run(
      '/slider',
      drag('#range', 'by: { x: 500 }', 'verify: { expect_value: "100" }').replace('by: { x: 500 }', 'by: { x: 500, y: 0 }'),
    );
    expect(report).toMatchObject({ status: 'completed', error: null });
  });
});

test('a drop that the page does not take is noticed by its verification, and made once', async () => {
  const { report } = await run('/html5', drag('text=Old things', `${DONE}`, 'verify: { expect_text_on_page: Moved, timeout_ms: 500 }'));
  expect(report).toMatchObject({ status: 'failed', error: { failure: { reason: 'verification' } } });
  expect(shop.posted()).toEqual([]);
});

test('a drop on something destructive needs a declaration', async () => {
  const undeclared = await run('/html5', drag(CARD, `to: 'role=list[name="Delete"]'`, 'verify: { expect_text_on_page: Moved }'));
  expect(undeclared.report.error?.message).toContain('The drop on "Delete" looks destructive and was blocked: declare the step');
  const beside = await run('/html5', drag(CARD, 'by: { x: 440, y: 0 }', 'verify: { expect_text_on_page: Moved }'));
  expect(beside.report.error?.message).toContain('The drop on "Delete" looks destructive');
  const intoDone = await run('/html5', drag(CARD, DONE, 'verify: { expect_text_on_page: Moved }'));
  expect(intoDone.report.status).toBe('completed');
  expect(shop.posted()).toEqual(['/moved?Done']);
});

test('a target that goes away ends the drag where it began', async () => {
  const { report } = await run('/vanishes', drag(CARD, DONE, 'effect: write'));
  expect(report.error?.message).toContain('went away');
  expect(shop.posted()).toEqual(['/released?card']);
});

test('what is wrong in the file is said before the run', async () => {
  const { report } = await run('/html5', drag(CARD, `${DONE}, by: { x: 1 }`));
  expect(report.error?.message).toContain('needs either to (an element) or by (an offset)');
});

test('an agent drags, and may not drop on something destructive', async () => {
  const results: string[] = [];
  const turns = [
    () => act('drag', { selector: CARD, to: 'role=list[name="Delete"]' }),
    () => act('drag', { selector: 'text=Card 1', to: 'role=list[name="Done"]' }),
    () => act('goto', { url: '/pointer' }),
    () => act('done', { success: true, summary: 'Moved', verified: '"Card 1" is in the list' }),
  ];
  const model = createScriptedModel((request) => {
    if (request.purpose === 'goal_judge') return { text: 'fill_form' };
    if (request.purpose !== 'agent') return { text: 'safe' };
    results.push(...request.messages.flatMap((message) => ('results' in message ? message.results.map(({ text }) => text) : [])));
    return turns.shift()!();
  });
  const { report } = await shop.place.run(
    { directive: 'Move card 1 to Done', execution_mode: 'agent_only', start_url: shop.pages.url('/pointer') },
    { models: () => ({ primary: model, utility: model }) },
  );
  expect(report).toMatchObject({ status: 'completed', error: null });
  expect(results.join('\n')).toContain('The drop on "Delete" looks destructive and was blocked');
  expect(shop.posted()).toEqual(['/moved?Done']);
});
