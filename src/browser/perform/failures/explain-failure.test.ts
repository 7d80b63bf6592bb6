import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { stopEndlessScript } from '../../session/stop-endless-script.ts';
import { performAction } from '../index.ts';

/** For actions that have to fail: long enough for a busy machine to find out why. */
const BRIEF_MS = 2_000;
/** For those in which an attempt has to be made first. */
const AFTER_ATTEMPT_MS = 8_000;
const AMPLE_MS = 60_000;

/** What is in the way of `#it`, by name of the page. */
const PAGES = {
  banner: `<button id="it">Pay</button><div id="consent" role="dialog" aria-label="Cookies" style="position:fixed;inset:0;background:#fff">
    We use cookies <button>Accept</button></div>`,
  backdrop: `<button id="it">Pay</button><div class="shade" style="position:fixed;inset:0"></div>
    <div role="dialog" aria-label="Edit order" style="position:fixed;left:400px;top:300px;background:#eee"><button>Close</button></div>`,
  frame: `<iframe name="inner" srcdoc="<button id=it>Pay</button>"></iframe><div id="curtain" style="position:fixed;inset:0">Wait</div>`,
  off: '<button id="it" disabled>Pay</button>',
  aria: '<div id="bar" aria-disabled="true"><button id="it">Pay</button></div>',
  group: '<fieldset id="address" disabled><legend>Address</legend><button id="it">Pay</button><input id="field"></fieldset>',
  through: '<div class="busy" style="pointer-events:none"><button id="it">Pay</button></div>',
  outside: '<button id="it" style="position:fixed;top:-300px;height:20px">Pay</button>',
  hidden: '<div id="menu" style="display:none"><button id="it">Pay</button></div>',
  invisible: '<div id="menu" style="visibility:hidden"><button id="it">Pay</button></div>',
  closed: '<details id="more"><summary>More</summary><button id="it">Pay</button></details>',
  empty: '<div id="it" style="width:0;height:0;overflow:hidden">Pay</div>',
  upload: '<button id="it" disabled>Choose</button>',
  choice: '<select id="it" disabled><option>a</option><option>b</option></select>',
  box: '<label><input type="checkbox" id="it" disabled> Agree</label>',
  fixed: '<input id="it" readonly>',
  loading: `<button id="it" disabled>Pay</button><script>fetch('/orders.json?token=abc&page=2')</script>`,
};

let pages: Pages;
let open: TestSession;
let session: PageSession;
const act = (name: ActionName, input: unknown) => performAction(session, readAction(name, input), noDeadline);

beforeAll(async () => {
  pages = await servePages({
    ...Object.fromEntries(Object.entries(PAGES).map(([name, body]) => [`/${name}`, `<title>x</title><body>${body}`])),
    '/removed': `<div style="height:3000px"></div><button id="it">Pay</button><div style="position:fixed;inset:0"></div>
      <script>onscroll = () => document.querySelector('#it')?.remove()</script>`,
    '/orders.json': () => undefined,
    '/leaving': '<form method="post" action="/never?session=abc"><button id="it">Save</button></form>',
    '/never': () => undefined,
    '/animated': `<title>0</title><canvas></canvas><script>
      (function draw() { for (const end = performance.now() + 900; performance.now() < end;); document.title = +document.title + 1; requestAnimationFrame(draw); })()</script>`,
    '/endless': '<title>x</title><script>onload = () => setTimeout(() => { for (;;); }, 0)</script>',
  });
  open = await openTestSession();
  session = open.session;
  session.openObserver();
  assertPageSession(session);
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

const click = { action: 'click', input: {} } as const;

test.each<[page: string, { action: ActionName; input: object }, reason: string, words: string | RegExp]>([
  [
    'banner',
    click,
    'covered',
    /"#it" on .* is covered by dialog "Cookies" <div#consent> "We use cookies\s*Accept" \(\[e\d+ button "Accept"\]\): close or move that first\.$/,
  ],
  ['banner', { action: 'hover', input: {} }, 'covered', 'is covered by dialog "Cookies"'],
  ['banner', { action: 'drag', input: { by: { x: 5 } } }, 'covered', 'is covered by dialog "Cookies"'],
  ['backdrop', click, 'covered', /is covered by <div\.shade> while the dialog "Edit order" is open \(\[e\d+ button "Close"\]\)/],
  [
    'frame',
    { action: 'click', input: { selector: 'frame=[name=inner] >> #it', timeout_ms: AFTER_ATTEMPT_MS } },
    'covered',
    'is covered by <div#curtain> "Wait"',
  ],
  ['off', click, 'disabled', 'is disabled (it is disabled) until'],
  ['aria', click, 'disabled', 'is disabled (<div#bar> around it is marked as disabled (aria-disabled)) until'],
  ['group', click, 'disabled', 'is disabled (its group "Address" (<fieldset#address>) is disabled) until'],
  ['group', { action: 'key_press', input: { selector: '#field', text: 'x' } }, 'disabled', 'its group "Address"'],
  ['through', click, 'disabled', 'takes no clicks (the style of <div.busy> around it is pointer-events: none) until'],
  [
    'outside',
    { action: 'click', input: { timeout_ms: AFTER_ATTEMPT_MS } },
    'out_of_view',
    'cannot be scrolled into view: it is 280 pixels above it.',
  ],
  ['hidden', click, 'hidden', 'but hidden (the style of <div#menu> around it is display: none): '],
  ['invisible', click, 'hidden', 'but hidden (the style of <div#menu> around it is visibility: hidden): '],
  ['closed', click, 'hidden', 'but hidden (<details#more> around it is closed): '],
  ['empty', click, 'hidden', 'but hidden (it has no size (0 × 0 pixels)): '],
  ['upload', { action: 'upload', input: { files: [import.meta.filename] } }, 'disabled', 'is disabled (it is disabled)'],
  ['choice', { action: 'select', input: { option: 'b' } }, 'disabled', 'is disabled (it is disabled)'],
  ['box', { action: 'check', input: {} }, 'disabled', 'is disabled (it is disabled)'],
  ['fixed', { action: 'key_press', input: { text: 'x' } }, 'not_editable', 'cannot be typed into: it is a textbox (<input>).'],
  ['loading', click, 'disabled', /The page waits for GET http:\/\/127\.0\.0\.1:\d+\/orders\.json\?token=…&page=2 \([\d.]+ s so far\)\.$/],
])('says what keeps an action from its element: %s, %o', async (page, { action, input }, reason, words) => {
  await act('goto', { url: pages.url(`/${page}`) });
  await open.session.observer?.observe({}, noDeadline);
  await expect(act(action, { selector: '#it', timeout_ms: BRIEF_MS, ...input })).rejects.toMatchObject({
    message: typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
    failure: { reason, performed: 'no' },
  });
});

test('says that the page removed the element', async () => {
  await act('goto', { url: pages.url('/removed') });
  await expect(act('click', { selector: '#it', timeout_ms: AFTER_ATTEMPT_MS })).rejects.toMatchObject({
    message: expect.stringMatching(/^"#it" was on .*, and the page removed it before it could be used/),
    failure: { reason: 'not_found', performed: 'no' },
  });
});

test('names the request for the next page that is not answered, without its secrets', async () => {
  await act('goto', { url: pages.url('/leaving') });
  await expect(act('click', { selector: '#it', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
    message: expect.stringMatching(/but POST http:\/\/127\.0\.0\.1:\d+\/never\?session=…, to which it is going, was not answered within/),
    failure: { reason: 'timeout', performed: 'maybe' },
  });
});

describe('a page that is busy', () => {
  test('is not stopped while it yields, as an animation on a slow machine does', async () => {
    await act('goto', { url: pages.url('/animated') });
    const before = Number(await session.title(noDeadline));
    expect(await stopEndlessScript(session, AMPLE_MS, noDeadline)).toBe('answers');
    await expect.poll(async () => Number(await session.title(noDeadline)), { timeout: AMPLE_MS }).toBeGreaterThan(before);
  });

  test('is stopped if it never yields', async () => {
    await act('goto', { url: pages.url('/endless') });
    expect(await stopEndlessScript(session, AMPLE_MS, noDeadline)).toBe('stopped');
    expect(await stopEndlessScript(session, AMPLE_MS, noDeadline)).toBe('answers');
  });
});
