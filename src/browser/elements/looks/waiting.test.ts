import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { performAction, resolveSelector } from '../../index.ts';

let pages: Pages;
let open: TestSession;

const act = (name: ActionName, input: unknown) => performAction(open.session, readAction(name, input), noDeadline);
const visit = (path: string) => act('goto', { url: pages.url(path) });
const gone = async (selector: string) => (await act('wait_for', { selector, state: 'gone' })).text;

/** Longer than a page may be idle. */
const LATE_MS = 5_500;
const comesLate = (busy: string) => `<title>Late</title><div id="busy">${busy}</div>
  <script>setTimeout(() => { document.body.innerHTML = '<button>Go</button>'; }, ${LATE_MS})</script>`;

beforeAll(async () => {
  pages = await servePages({
    '/order': `<title>Order</title><button id="go">Recalculate</button><p id="total">Total 10.00</p><script>
      go.onclick = () => setTimeout(() => { document.body.insertAdjacentHTML('beforeend', '<i id="spin">Loading</i>');
        setTimeout(() => { spin.remove(); total.textContent = 'Total 99.00'; }, 1000); }, 300);</script>`,
    '/dialog': `<title>Dialog</title><div id="dialog">Sure? <button onclick="dialog.remove()">Close</button></div>`,
    '/still': '<title>Still</title><p role="status">Saved</p><p class="downloader">Files</p><div hidden aria-busy="true">x</div>',
    '/aria-busy': comesLate('<p aria-busy="true">Orders</p>'),
    '/spinner': comesLate('<i class="spinner-border" role="status">o</i>'),
    '/status': comesLate('<p role="status">Bitte warten</p>'),
    '/request': `${comesLate('')}<script>fetch('/never')</script>`,
    '/never': () => undefined,
  });
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

describe('wait_for with state gone', () => {
  test('waits for a spinner that appears after a moment', async () => {
    await visit('/order');
    await act('click', { selector: '#go' });
    await gone('#spin');
    expect((await act('extract', { selector: '#total' })).output).toBe('Total 99.00');
  });

  test('says that what was waited for was never seen', async () => {
    await visit('/order');
    expect(await gone('#spin')).toMatch(/^"#spin" was never seen; waited \d+ ms for it\.$/);
  });

  test('is done at once when the element was seen before', async () => {
    await visit('/dialog');
    await act('wait_for', { selector: '#dialog' });
    await act('click', { selector: 'text=Close' });
    expect(await gone('#dialog')).toBe('"#dialog" is gone.');
  });
});

describe('an element that is missing', () => {
  const resolve = (patience: 'idle' | 'look') => resolveSelector(open.session, ['role=button[name="Go"]'], noDeadline, { patience });

  test.each(['idle', 'look'] as const)('is not waited for without end on an idle page: %s', async (patience) => {
    await visit('/still');
    await expect(resolve(patience)).rejects.toMatchObject({ failure: { reason: 'not_found' } });
  });

  test.each(['/aria-busy', '/spinner', '/status', '/request'])('is waited for while the page shows that it works: %s', async (path) => {
    await visit(path);
    expect(await resolve('idle')).toMatchObject({ matches: 1 });
  });
});
