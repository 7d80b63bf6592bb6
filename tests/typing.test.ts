import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

const saved: string[] = [];
const FORM = '<label>Name <input name=name></label> <label>Amount <input name=amount></label> <button type=button id=save>Save</button>';

let pages: Pages;
let place: TestPlace;

beforeAll(async () => {
  place = await openTestPlace();
  pages = await servePages({
    '/due': '<form action=/saved><label>Due <input type=date name=due></label><button>Save</button></form>',
    '/saved': (request, response) => {
      saved.push(new URL(request.url ?? '', 'http://here').search);
      response.writeHead(200, { 'content-type': 'text/html' }).end(`Saved in ${request.headers['accept-language']}`);
    },
    '/quantity': `<label>Quantity <input id=q value=5></label><button onclick="fetch('/saved?' + q.value)">Save</button>
      <script>q.onblur = () => { if (q.value.length > 2) q.value = '5'; };</script>`,
    // The first press reaches a button that does nothing yet; then a script draws the same form again, without the values.
    '/hydrated': `<div id=root>${FORM}</div><p id=s></p><script>
      const form = ${JSON.stringify(FORM)};
      const send = async () => { await fetch('/saved?' + [...root.querySelectorAll('input')].map((one) => one.value)); s.textContent = 'Saved'; };
      root.querySelector('button').onclick = () => setTimeout(() => { root.innerHTML = form; root.querySelector('button').onclick = send; }, 100);</script>`,
  });
});
afterAll(async () => {
  await pages.close();
  await place.remove();
});

const run = async (path: string, rest: string) => {
  saved.length = 0;
  await place.playbook('job', `id: job\nname: Job\nstart_url: '{base_url}${path}'\n${rest}`);
  return place.run({ directive: 'go', playbook: 'job', start_url: pages.url('/'), recording: { trace: false, screenshots: false } });
};
const SAVE = `  - { action: click, selector: { primary: 'role=button[name="Save"]' }, verify: { expect_text_on_page: Saved } }`;

test.each([
  ['de-DE', '?due=2026-02-01'],
  ['en-US', '?due=2026-01-02'],
])('the locale %s of a playbook is that of the browser and of the dates it types', async (locale, expected) => {
  const { report } = await run(
    '/due',
    `locale: ${locale}\nsteps:\n  - { action: key_press, selector: { primary: 'text=Due' }, params: { text: 01/02/2026 } }
  - { action: click, selector: { primary: 'role=button[name="Save"]' }, effect: write, verify: { expect_text_on_page: 'Saved in ${locale}' } }`,
  );
  expect(report).toMatchObject({ status: 'completed', step_results: [{ status: 'ok' }, { effect: 'verified' }] });
  expect(saved).toEqual([expected]);
});

test('a date that locales read differently is refused without one, in one attempt', async () => {
  const { report } = await run(
    '/due',
    `steps:\n  - { action: key_press, selector: { primary: '[name=due]' }, params: { text: 01/02/2026 } }\n${SAVE}`,
  );
  expect(report.step_results).toEqual([expect.objectContaining({ status: 'failed', attempts: 1 })]);
  expect(report.error?.message).toContain('add "locale:" to the playbook');
});

test('a text that its field does not keep fails the step that typed it, and nothing is sent', async () => {
  const { report } = await run(
    '/quantity',
    `steps:\n  - { action: key_press, selector: { primary: '#q' }, params: { text: '250' } }\n${SAVE}`,
  );
  expect(report.step_results.map(({ status }) => status)).toEqual(['failed', 'failed']);
  expect(report.error?.message).toMatch(/^Step 1 \(key_press\): "#q" on .* holds "5" instead of "250"/);
  expect(saved).toEqual([]);
});

test('a press that met a dead button is repeated with what was typed before it', async () => {
  const { report } = await run(
    '/hydrated',
    `steps:
  - { action: key_press, selector: { primary: 'role=textbox[name="Name"]' }, params: { text: Ada } }
  - { action: key_press, selector: { primary: 'role=textbox[name="Amount"]' }, params: { text: '12.50' } }
${SAVE}`,
  );
  expect(report).toMatchObject({ status: 'completed', step_results: [{}, {}, { attempts: 2 }] });
  expect(saved).toEqual(['?Ada,12.50']);
});
