import { describe, expect, test } from 'vitest';
import { createScriptedModel } from '../src/model/index.ts';
import { SCROLL_PAGES } from './fixtures/pages/scroll.ts';
import { act } from './support/scripted-agent.ts';
import { usePages } from './support/use-pages.ts';

const shop = usePages(SCROLL_PAGES);

const run = (path: string, steps: string) => shop.run(path, steps, { config: { execution_mode: 'playbook_only' } });

describe('scroll until something is there, and in view', () => {
  test.each([
    ['/virtual', 'text="Row 430"', 'params: { in: "#box" }'],
    ['/virtual', 'text="Row 430"', ''],
    ['/virtual-middle', 'text="Row 20"', 'params: { in: "#box" }'],
    ['/virtual-middle', 'text="Row 20"', 'params: { direction: up }'],
    ['/virtual-below', 'text="Row 90"', 'params: { in: h2 + div }'],
    ['/virtual-below', 'text="Row 90"', ''],
    ['/endless-box', 'text="Row 57"', 'params: { in: "text=Row 1 >> nth=0" }'],
    ['/endless-page', 'text="Row 57"', ''],
    ['/endless-page', 'text="Row 57"', 'params: { direction: bottom }'],
    ['/older', 'text="Row 3"', 'params: { in: "#box", direction: up }'],
    ['/wheel', 'text="Row 30"', 'params: { in: "#box" }'],
    ['/wide', 'text="Day 70"', 'params: { direction: right }'],
    ['/frame', 'text="Row 200"', 'params: { in: "#box" }'],
  ])('on %s: %s, %s', async (path, target, params) => {
    const { report } = await run(
      path,
      `  - { action: scroll, selector: { primary: '${target}' }${params === '' ? '' : `, ${params}`}, timeout_ms: 120000, verify: { expect_element_visible: '${target}' } }
  - { action: click, selector: { primary: '${target}' } }\n`,
    );
    expect(report).toMatchObject({ status: 'completed', error: null });
  });

  test('until names the element as the selector does, and a fallback that is there is used', async () => {
    const { report } = await run(
      '/virtual',
      `  - { action: scroll, params: { in: '#box', until: 'text="Row 60"' }, verify: { expect_text_on_page: Row 60 } }
  - { action: scroll, selector: { primary: text=Nowhere, fallbacks: ['text="Row 61"'] } }\n`,
    );
    expect(report).toMatchObject({ status: 'completed', error: null });
  });
});

test('a box is scrolled by some pixels, and one that does not scroll is named', async () => {
  const { report } = await run(
    '/virtual-below',
    `  - { action: scroll, params: { in: '#box', amount: 4000 }, verify: { expect_text_on_page: Row 103 } }
  - { action: evaluate, params: { script: 'scrollY' }, store_as: y, verify: { expect_output_contains: '0' } }
  - { action: scroll, params: { in: text=Nowhere }, timeout_ms: 300 }\n`,
  );
  expect(report.error?.message).toContain('"text=Nowhere" matches nothing');
});

test('what never comes is reported with how far was scrolled and what was seen last', async () => {
  const endless = await run('/endless-page', `  - { action: scroll, selector: { primary: 'text="Row 99"' }, on_failure: abort }\n`);
  expect(endless.report.error?.message).toMatch(
    /"text="Row 99"" did not appear on .*\/endless-page after the page was scrolled \d+ pixels down and \d+ up, up to where nothing more came; the last thing seen was "Row \d+"\.$/,
  );
  const brief = await run('/virtual', `  - { action: scroll, selector: { primary: text=Nowhere }, timeout_ms: 1500, on_failure: abort }\n`);
  expect(brief.report.error).toMatchObject({ failure: { reason: 'not_found', performed: 'no' } });
  expect(brief.report.error?.message).toMatch(
    /after <div#box> was scrolled \d+ pixels down, within [\d.]+ s; the last thing seen was "Row \d+"\.$/,
  );
});

test('an agent scrolls a box until something is there, and clicks it', async () => {
  const turns = [
    () => act('scroll', { in: '#box', until: 'text="Row 80"' }),
    () => act('click', { selector: 'text="Row 80"' }),
    () => act('done', { success: true, summary: 'Done', unchanged: true, verified: '"Row 80" is in the list' }),
  ];
  const texts: string[] = [];
  const model = createScriptedModel((request) => {
    if (request.purpose === 'goal_judge') return { text: 'fill_form' };
    if (request.purpose !== 'agent') return { text: 'safe' };
    texts.push(JSON.stringify(request.messages.at(-1)));
    return turns.shift()!();
  });
  const { report } = await shop.place.run(
    { directive: 'Find row 80', execution_mode: 'agent_only', start_url: shop.pages.url('/virtual') },
    { models: () => ({ primary: model, utility: model }) },
  );
  expect(texts[1]).toMatch(/is in view\. Scrolled \d+ pixels down\./);
  expect(report).toMatchObject({ status: 'completed', error: null });
});
