import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { makeAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { describeElement, performAction, resolveSelector, settle, surroundings, waitForText, waitGone, waitVisible } from '../index.ts';

/**
 * A page that hides or replaces everything a reader could need. The forms hide their real properties in every world.
 */
const HOSTILE = `<!doctype html><title>Refunds</title>
<img name="body"><img name="querySelectorAll"><img name="readyState"><img name="getElementById"><form name="documentElement"></form>
<form id="refund" onsubmit="return false">
  ${[
    'parentNode',
    'children',
    'childNodes',
    'matches',
    'id',
    'attributes',
    'nodeType',
    'getAttribute',
    'querySelectorAll',
    'labels',
    'form',
    'closest',
    'localName',
    'shadowRoot',
    'innerText',
    'textContent',
    'getBoundingClientRect',
    'checkVisibility',
    'getRootNode',
    'contains',
    'inert',
  ]
    .map((name) => `<input type="hidden" name="${name}">`)
    .join('')}
  <label>Reason <input id="reason" value="broken"></label>
  <label>Kind <select id="kind"><option>Part</option><option selected>Whole</option></select></label>
  <button id="refund-all" aria-label="Refund everything">Go on</button>
</form>
<throwing-box><p>Inside the box</p></throwing-box>
<iframe title="Terms" srcdoc="<p>No return</p><button>Agree</button>"></iframe>
<script>
  const lie = () => { throw new Error('not for you'); };
  class Throwing extends HTMLElement {
    constructor() { super(); if (window.isUp) lie(); }
    get innerText() { return lie(); }
    getBoundingClientRect() { return lie(); }
  }
  customElements.define('throwing-box', Throwing);
  window.isUp = true;
  const gone = document.createElement('iframe');
  document.body.append(gone);
  gone.remove();
  document.getElementById = lie;
  for (const [prototype, names] of [
    [Node.prototype, ['getRootNode', 'contains', 'compareDocumentPosition']],
    [Element.prototype, ['getAttribute', 'hasAttribute', 'matches', 'closest', 'querySelectorAll', 'checkVisibility']],
    [Document.prototype, ['querySelectorAll', 'elementFromPoint', 'elementsFromPoint', 'createRange']],
    [Array.prototype, ['map', 'filter', 'some', 'every', 'find', 'indexOf', 'includes', 'slice', 'join']],
    [Set.prototype, ['has', 'add']], [Map.prototype, ['get', 'set']], [Storage.prototype, ['getItem']],
  ]) for (const name of names) Object.defineProperty(prototype, name, { value: lie });
  for (const name of ['parentNode', 'childNodes', 'nodeType', 'textContent']) Object.defineProperty(Node.prototype, name, { get: lie });
  Element.prototype.getBoundingClientRect = () => ({ left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0 });
  Object.defineProperty(HTMLElement.prototype, 'innerText', { get: () => 'Nothing to see' });
  JSON.stringify = JSON.parse = window.getComputedStyle = lie;
  window.setTimeout = () => 0;
  window.MutationObserver = class { observe() {} disconnect() {} takeRecords() { return []; } };
</script>`;

let pages: Pages;
let open: TestSession;
const act = (action: Parameters<typeof makeAction>[0]) => performAction(open.session, makeAction(action), noDeadline);

beforeAll(async () => {
  pages = await servePages({ '/': HOSTILE });
  open = await openTestSession();
  const { session } = open;
  session.openObserver();
  await act({ action: 'goto', url: pages.url('/') });
  await waitForText(session, 'No return', noDeadline);
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

test('observes a page that hides its properties as a person sees it', async () => {
  const { text } = await open.session.observer!.observe({}, noDeadline);
  expect(text).toContain('textbox "Reason" = "broken"');
  expect(text).toContain('select "Kind" = "Whole"');
  expect(text).toContain('button "Go on" (mismatch: labelled "Refund everything")');
  expect(text).toContain('Inside the box');
  expect(text).toContain('button "Agree"');
});

test('gives the guard the visible and the accessible name, and the resolver the one element', async () => {
  expect(await describeElement(open.session, '#refund-all', noDeadline)).toEqual({
    tag: 'button',
    role: 'button',
    name: 'Go on',
    accessibleName: 'Refund everything',
    text: 'Go on',
    inForm: true,
    inDialog: false,
  });
  expect(await describeElement(open.session, '#refund', noDeadline)).toMatchObject({ tag: 'form', role: 'form' });
  expect(await resolveSelector(open.session, ['#missing', '#reason'], noDeadline)).toMatchObject({ index: 1, matches: 1 });
  expect(await surroundings(open.session, '#refund-all', noDeadline)).toContain('chosen: Whole');
});

test('extracts, verifies and settles correctly', async () => {
  const { session } = open;
  expect((await act({ action: 'extract', selector: '#reason', mode: 'value' })).output).toBe('broken');
  expect((await act({ action: 'extract', selector: 'throwing-box' })).output).toBe('Inside the box');
  expect((await act({ action: 'extract', selector: '#refund', mode: 'html' })).output).toContain('<button id="refund-all"');
  expect(await waitForText(session, 'inside the box', noDeadline)).toEqual({ ok: true });
  expect(await waitForText(session, 'no return', noDeadline)).toEqual({ ok: true });
  expect(await waitVisible(session, '#refund', noDeadline)).toEqual({ ok: true });
  expect(await waitGone(session, '#missing', noDeadline)).toEqual({ ok: true });
  expect(await settle(session, noDeadline)).toEqual({ settled: true });
});

test('never reads a property that a page can hide', () => {
  const hidden =
    /(?<!\.|walk|range)\.(?:parentNode|parentElement|childNodes|firstChild|lastChild|nextSibling|nodeType|nodeName|localName|tagName|attributes|className|classList|textContent|innerText|innerHTML|outerHTML|shadowRoot|ownerDocument|isConnected|labels|form\b|isContentEditable|children(?!\()|(?:matches|closest|getAttribute|hasAttribute|setAttribute|querySelector|querySelectorAll|getElementById|getBoundingClientRect|checkVisibility|getRootNode|cloneNode|contains|elementFromPoint|elementsFromPoint)\()|\bdocument\.(?:body|documentElement|title|readyState|scrollingElement)\b/;
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'dom/dom.ts' && !name.startsWith('bridge/'),
  );
  expect(files.length).toBeGreaterThan(30);
  const found = files.flatMap((name) =>
    readFileSync(join(import.meta.dirname, name), 'utf8')
      .split('\n')
      .flatMap((line, at) => (hidden.test(line.replace(/\/\/.*|^\s*\*.*|'[^']*'/g, '')) ? [`${name}:${at + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
  expect(hidden.test('for (let at = node; at; at = at.parentNode) {}')).toBe(true);
});
