import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { performAction } from './index.ts';

/** For actions that have to fail: long enough for a busy machine to find out why. */
const BRIEF_MS = 6_000;

let pages: Pages;
let open: TestSession;

const act = (name: ActionName, input: unknown) => performAction(open.session, readAction(name, input), noDeadline);
const visit = (path: string) => act('goto', { url: pages.url(path) });
/** What was pressed, in order. */
const pressed = async () => (await act('evaluate', { script: 'window.pressed' })).json;

/** Two buttons, Confirm and Refuse; `script` moves them. */
const order = (script: string, style = '') => `<style>${style}</style><title>Order</title><div id="pad"></div>
  <button id="go">Confirm</button> <button id="no">Refuse</button>
  <script>window.pressed = []; for (const it of [go, no]) it.onclick = (event) => { if (event.isTrusted) pressed.push(it.textContent); };
  ${script}</script>`;
const everyFrame = (step: string) => `let n = 0; (function move() { n += 1; ${step}; requestAnimationFrame(move); })();`;
const ABSOLUTE = 'button { position: absolute; top: 80px; width: 90px; height: 30px }';

beforeAll(async () => {
  pages = await servePages({
    '/pulses': order('', '@keyframes p { to { transform: scale(1.05) } } #go { animation: p .8s infinite alternate }'),
    '/shakes': order(everyFrame("go.style.marginLeft = 10 + 4 * Math.sin(n) + 'px'")),
    '/below': order(everyFrame("go.style.marginLeft = 10 + 4 * Math.sin(n) + 'px'"), '#pad { height: 3000px }'),
    '/wanders': order(everyFrame("go.style.left = 20 + (n * 7) % 600 + 'px'"), `${ABSOLUTE} #no { top: 200px; left: 20px }`),
    '/swaps': order(everyFrame("go.style.left = (n % 2 ? 20 : 120) + 'px'; no.style.left = (n % 2 ? 120 : 20) + 'px'"), ABSOLUTE),
    '/jumps': order("let n = 0; setInterval(() => { pad.style.height = (++n % 2 ? 0 : 40) + 'px'; }, 300);"),
    '/slides': order(
      "let left = -100; const slide = setInterval(() => { left += 5; go.style.left = left + 'px'; if (left >= 20) clearInterval(slide); }, 30);",
      `${ABSOLUTE} #go { left: -100px } #no { left: 300px }`,
    ),
    '/disabled': order(everyFrame("go.disabled = true; go.style.marginLeft = 10 + 4 * Math.sin(n) + 'px'")),
    '/outside': order('', '#go { position: fixed; bottom: -200px }'),
    '/covered': order(
      everyFrame("go.style.marginLeft = 10 + 4 * Math.sin(n) + 'px'"),
      'body::after { content: ""; position: fixed; inset: 0 }',
    ),
  });
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

describe('a button that never stands still', () => {
  test.each(['/pulses', '/shakes', '/below', '/wanders', '/jumps', '/slides'])('is pressed once: %s', async (path) => {
    await visit(path);
    await act('click', { selector: '#go', timeout_ms: 60_000 });
    expect(await pressed()).toEqual(['Confirm']);
  });

  test('is not pressed when another one is in its place by then', async () => {
    await visit('/swaps');
    const failure = await act('click', { selector: '#go', timeout_ms: BRIEF_MS }).catch((error: unknown) => error);
    expect(await pressed()).not.toContain('Refuse');
    if (failure instanceof RoteError) expect(failure.failure).toMatchObject({ reason: 'unstable' });
  });

  test('is pressed twice for a double click, and with another button of the mouse', async () => {
    await visit('/pulses');
    await act('evaluate', {
      script: "() => { addEventListener('dblclick', () => pressed.push('double')); go.onauxclick = () => pressed.push('middle'); }",
    });
    await act('click', { selector: '#go', count: 2, timeout_ms: 60_000 });
    await act('click', { selector: '#go', button: 'middle', timeout_ms: 60_000 });
    expect(await pressed()).toEqual(['Confirm', 'Confirm', 'double', 'middle']);
  });
});

test.each([
  ['/outside', 'out_of_view', 'is outside of the window and cannot be scrolled into view'],
  ['/disabled', 'disabled', 'is disabled'],
  ['/covered', 'covered', 'was covered by'],
])('a button that cannot be pressed was not pressed, and the error says why: %s', async (path, reason, words) => {
  await visit(path);
  await expect(act('click', { selector: '#go', timeout_ms: BRIEF_MS })).rejects.toMatchObject({
    code: 'STEP_FAILED',
    message: expect.stringContaining(words),
    failure: { reason, performed: 'no', retryable: true },
  });
  expect(await pressed()).toEqual([]);
});
