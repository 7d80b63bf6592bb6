import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { makeAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { resolveSelector } from '../../elements/resolving/resolve-selector.ts';
import { performAction } from '../index.ts';

let pages: Pages;
let open: TestSession;

/** Each control counts its presses in the title. */
const BOXES = `<!doctype html><title>0</title><style>.hidden { display: none } label { border: 1px solid }</style>
  <label><input type="checkbox" id="off"> Off</label> <input type="checkbox" id="on" checked> <input type="checkbox" id="mixed">
  <label><input type="radio" name="r" id="one" checked> One</label> <label><input type="radio" name="r" id="two"> Two</label>
  <div role="checkbox" aria-checked="false" tabindex="0" id="aria">Aria</div>
  <button role="switch" aria-checked="false" id="late">Late</button> <button role="switch" id="mute">Mute</button>
  <button role="switch" aria-checked="false" id="stuck">Stuck</button>
  <input type="checkbox" class="hidden" id="styled"><label for="styled">Blocked</label>
  <label>Around <input type="checkbox" class="hidden" id="around"></label>
  <div id="row"><label>Done <input type="checkbox" id="done"></label></div> <button id="plain">Plain</button>
  <script>
    mixed.indeterminate = true;
    addEventListener('click', (event) => { if (!event.target.matches('label')) document.title = +document.title + 1; });
    const flip = (box) => box.setAttribute('aria-checked', box.getAttribute('aria-checked') !== 'true');
    aria.onclick = () => flip(aria);
    late.onclick = () => fetch('/slow').then(() => flip(late));
    done.onchange = () => row.remove();
  </script>`;

beforeAll(async () => {
  pages = await servePages({ '/': BOXES, '/slow': (_request, response) => void setTimeout(() => response.end(), 600) });
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

const act = (action: Parameters<typeof makeAction>[0]) => performAction(open.session, makeAction(action), noDeadline);
const check = async (selector: string, checked?: boolean) => (await act({ action: 'check', selector, checked })).text;
const visit = () => act({ action: 'goto', url: pages.url('/') });
const script = async (text: string) => (await act({ action: 'evaluate', script: text })).json;
const presses = () => script('Number(document.title)');

describe('check', () => {
  test.each<[string, boolean, string]>([
    ['#off', true, 'off.checked'],
    ['#on', false, '!on.checked'],
    ['role=radio[name="Two"]', true, 'two.checked'],
    ['#aria', true, "aria.getAttribute('aria-checked') === 'true'"],
    ['#late', true, "late.getAttribute('aria-checked') === 'true'"],
    ['text=Off', true, 'off.checked'],
    ['label[for="styled"]', true, 'styled.checked'],
  ])('sets %s to %s with one press, and a second time with none', async (selector, checked, holds) => {
    await visit();
    expect(await check(selector, checked)).toBe(`Turned "${selector}" ${checked ? 'on' : 'off'}.`);
    expect(await script(holds)).toBe(true);
    expect(await check(selector, checked)).toBe(`"${selector}" was already ${checked ? 'on' : 'off'}.`);
    expect(await presses()).toBe(1);
  });

  test('turns a mixed check box on, whatever its first press does', async () => {
    await visit();
    await check('#mixed');
    expect(await script('mixed.checked && !mixed.indeterminate')).toBe(true);
  });

  test('says that a check box went away once it was pressed', async () => {
    await visit();
    expect(await check('#done')).toBe('Turned "#done" on; it is no longer on the page.');
  });

  test('fails if the state did not change, after one press', async () => {
    await visit();
    await expect(check('#stuck')).rejects.toMatchObject({
      message: `"#stuck" on ${pages.url('/')} was pressed to turn it on, and is off.`,
      failure: { reason: 'not_entered', performed: 'yes' },
    });
    expect(await presses()).toBe(1);
  });

  test.each([
    ['#one', 'is a radio button'],
    ['#mute', 'is no check box, radio button or switch that shows its state'],
    ['#plain', 'is no check box, radio button or switch that shows its state'],
  ])('refuses to turn %s off, and presses nothing', async (selector, message) => {
    await visit();
    await expect(check(selector, false)).rejects.toMatchObject({ message: expect.stringContaining(message), failure: { performed: 'no' } });
    expect(await presses()).toBe(0);
  });
});

test.each(['#styled', 'role=checkbox[name="Blocked"]', '#around', 'role=checkbox[name="Around"]'])(
  'finds the label of a hidden check box: %s',
  async (selector) => {
    await visit();
    const found = await resolveSelector(open.session, [selector], noDeadline);
    expect(found.element).toMatchObject({ tag: 'label', toggle: 'false' });
    await act({ action: 'click', selector: found.selector });
    expect(await check(found.selector)).toContain('was already on');
  },
);
