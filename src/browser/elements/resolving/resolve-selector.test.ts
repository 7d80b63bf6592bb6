import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { makeAction } from '../../../actions/index.ts';
import { Cancelled, noDeadline, startDeadline } from '../../../base/index.ts';
import {
  describeElement,
  performAction,
  resolveSelector,
  settle,
  waitForText,
  waitGone,
  waitUrlContains,
  waitVisible,
} from '../../index.ts';
import type { PageSession } from '../../session/page-session.ts';

let pages: Pages;
let open: TestSession;
let session: PageSession;

const soon = (ms = 5_000) => startDeadline(ms, 'a test');
const visit = (path: string) => performAction(session, makeAction({ action: 'goto', url: pages.url(path) }), noDeadline);
const resolve = (...chain: string[]) => resolveSelector(session, chain, soon(10_000));

beforeAll(async () => {
  pages = await servePages({
    '/': `<title>Order</title><form action="/cancel"><button class="go">Cancel order</button><label>Reason <input id="reason"></label></form>
      <a href="/next"><span>Next page</span></a> <i class="row">1</i><i class="row">2</i> <b class="twin" hidden>x</b><b class="twin">y</b>
      <button aria-label="Delete &quot;all&quot;">x</button> <input type="submit" value="Save it">`,
    '/late': `<title>Late</title><button id="old">Old</button><script>
      setTimeout(() => { document.body.insertAdjacentHTML('beforeend', '<button id="new">New</button>'); }, 60)</script>`,
    '/loading': `<title>Loading</title><button id="old">Old</button><script>
      fetch('/slow').then(() => document.body.insertAdjacentHTML('beforeend', '<button id="new">New</button>'))</script>`,
    '/slow': (_request, response) => void setTimeout(() => response.end('ok'), 700),
    '/restless': `<title>Restless</title><p>0</p><button id="b">B</button><script>
      setInterval(() => { document.querySelector('p').textContent = String(performance.now()); }, 5)</script>`,
    '/frames': `<title>Frames</title><iframe name="one" src="/inner"></iframe><iframe src="/twice"></iframe><iframe src="/twice"></iframe>`,
    '/nested': `<title>Nested</title><iframe id="outer" src="/frames"></iframe>`,
    '/inner': '<button>Only here</button><p>Words in a frame</p>',
    '/twice': '<button>In two frames</button>',
    '/vanish': `<title>Vanish</title><div id="spinner">Loading</div><p style="text-transform:uppercase">Order   Cancelled</p><script>
      setTimeout(() => { document.getElementById('spinner').style.display = 'none'; history.pushState(0, '', '?ready'); }, 200)</script>`,
    '/texts': `<title>Texts</title><h1>Rechnungs&shy;nummer</h1><p>AB&#8203;C-123, <b>Unpaid</b>, Donau<wbr>dampf</p>
      <table><tr><td>Refund R-5003-1</td><td>1\u202f234,56\u00a0€</td></tr></table><p style="text-transform: uppercase">all saved</p>`,
    '/cards': `<title>Cards</title><ul><li>Card 1</li><li>Card 12</li><li aria-label="Card 3">Third</li></ul><p>Is  it <b>1/2 (a)?</b></p>`,
    '/shadow': `<title>Shadow</title><x-a></x-a><script>document.querySelector('x-a').attachShadow({ mode: 'open' }).innerHTML = '<p>in the shadow</p>'</script>`,
  });
  open = await openTestSession();
  session = open.session;
});

afterAll(async () => {
  await open.end();
  await pages.close();
});

test('the first selector with one visible match wins, and its element is described', async () => {
  await visit('/');
  expect(await resolve('.go', 'text=Cancel order')).toMatchObject({ selector: '.go', index: 0, matches: 1 });
  expect(await resolve('#gone', '.row', 'text=Cancel order')).toMatchObject({
    index: 2,
    element: { role: 'button', name: 'Cancel order', inForm: true },
  });
  expect(await resolve('.twin')).toMatchObject({ selector: '.twin >> visible=true', matches: 2 });
});

test('skips an invalid selector in a chain; alone it is an error', async () => {
  await visit('/');
  expect(await resolve('[[', '.go')).toMatchObject({ index: 1 });
  await expect(resolve('[[')).rejects.toMatchObject({ details: { reason: 'invalid_selector' } });
  await expect(resolve()).rejects.toMatchObject({ details: { reason: 'invalid_selector' } });
});

test('no match or fifty matches fail with the reason of the first selector that matched anything', async () => {
  await visit('/');
  await expect(resolveSelector(session, ['#a', '#b'], soon())).rejects.toMatchObject({
    message: `"#a", "#b" match nothing on ${pages.url('/')}: check the selector and whether this is the right page.`,
    details: { reason: 'not_found', performed: 'no' },
  });
  await expect(resolve('#a', '.row')).rejects.toMatchObject({
    message: `".row" matches 2 elements on ${pages.url('/')}: make it narrower.`,
    details: { reason: 'ambiguous' },
  });
});

test('prefers an earlier selector that matches a moment later, longer while the page loads', async () => {
  await visit('/late');
  expect(await resolve('#new', '#old')).toMatchObject({ index: 0 });
  await visit('/loading');
  expect(await resolve('#new', '#old')).toMatchObject({ index: 0 });
});

test('uses a fallback on a page that never rests', async () => {
  await visit('/restless');
  expect(await resolve('#gone', '#b')).toMatchObject({ index: 1 });
});

test('finds an element that exists once in one child frame', async () => {
  await visit('/frames');
  const found = await resolve('text=Only here');
  expect(found).toMatchObject({ selector: 'frame=[name="one"] >> text=Only here', frameUrl: pages.url('/inner') });
  await performAction(session, makeAction({ action: 'click', selector: found.selector }), noDeadline);
  await expect(resolveSelector(session, ['text=In two frames'], soon())).rejects.toMatchObject({ details: { reason: 'not_found' } });
  expect(await resolve('frame=iframe >> nth=1 >> text=In two frames').catch((error: Error) => error.message)).toBeDefined();
  await visit('/nested');
  expect((await resolve('text=Only here')).selector).toBe(
    'frame=:nth-match(:is(iframe, frame), 1) >> frame=[name="one"] >> text=Only here',
  );
});

test('describes an element for the guard: role, name, link, form', async () => {
  await visit('/');
  expect(await describeElement(session, 'text=Next page', noDeadline)).toMatchObject({
    tag: 'span',
    name: 'Next page',
    href: pages.url('/next'),
  });
  expect(await describeElement(session, '#reason', noDeadline)).toMatchObject({ role: 'textbox', name: 'Reason', inForm: true });
  expect(await describeElement(session, '[aria-label]', noDeadline)).toMatchObject({
    role: 'button',
    name: 'x',
    accessibleName: 'Delete "all"',
    inForm: false,
  });
  expect(await describeElement(session, '[type=submit]', noDeadline)).toMatchObject({ role: 'button', name: 'Save it', type: 'submit' });
  await expect(describeElement(session, '#gone', soon())).rejects.toMatchObject({ details: { reason: 'not_found' } });
});

test('a search ends with the reason of its cancellation', async () => {
  await visit('/');
  const stop = new AbortController();
  const searching = resolveSelector(session, ['#gone'], startDeadline(60_000, 'the run', { signal: stop.signal }));
  const expected = expect(searching).rejects.toBeInstanceOf(Cancelled);
  stop.abort(new Cancelled());
  await expected;
});

test('verification waits for what appears and names what does not', async () => {
  await visit('/vanish');
  const long = soon(10_000);
  const results = await Promise.all([
    waitGone(session, '#spinner', long),
    waitVisible(session, 'p', long),
    waitForText(session, 'order cancelled', long),
    waitUrlContains(session, '?ready', long),
  ]);
  expect(results).toEqual([{ ok: true }, { ok: true }, { ok: true }, { ok: true }]);
  const where = pages.url('/vanish?ready');
  expect(await waitVisible(session, '#spinner', soon(200))).toEqual({
    ok: false,
    reason: `"#spinner" did not become visible on ${where}.`,
  });
  expect(await waitGone(session, 'p', soon(200))).toEqual({ ok: false, reason: `"p" is still visible on ${where}.` });
  expect(await waitForText(session, 'Loading', soon(200))).toEqual({ ok: false, reason: `The text "Loading" is not on ${where}.` });
  expect(await waitUrlContains(session, 'x=1', soon(200))).toEqual({
    ok: false,
    reason: `The address does not contain "x=1": it is ${where}.`,
  });
  await expect(waitVisible(session, '[[', soon(200))).rejects.toMatchObject({ details: { reason: 'invalid_selector' } });
});

test('a deadline that has almost ended still allows one look', async () => {
  await visit('/');
  expect(await waitVisible(session, '.go', soon(1))).toEqual({ ok: true });
  expect((await waitVisible(session, '#gone', soon(1))).ok).toBe(false);
});

test('verification searches frames and shadow roots', async () => {
  await visit('/frames');
  expect(await waitForText(session, 'words in a frame', soon(5_000))).toEqual({ ok: true });
  expect(await waitVisible(session, 'text=In two frames', soon(5_000))).toEqual({ ok: true });
  await visit('/shadow');
  expect(await waitForText(session, 'in the shadow', soon(5_000))).toEqual({ ok: true });
});

test('finds a text as a person reads it, as whole words where they are asked for, and names what only contains it', async () => {
  await visit('/texts');
  for (const text of ['Rechnungsnummer', 'ABC-123', 'Donaudampf', '1 234,56 €', 'All saved', 'unpaid']) {
    expect(await waitForText(session, text, soon(5_000), 'words'), text).toEqual({ ok: true });
  }
  const only = (text: string, within: string) =>
    `The text "${text}" is not on ${pages.url('/texts')}, except as a part of "${within}": give the whole text, or add "match: part".`;
  expect(await waitForText(session, 'Paid', soon(1), 'words')).toEqual({ ok: false, reason: only('Paid', 'unpaid,') });
  expect(await waitForText(session, 'R-5003', soon(1), 'words')).toEqual({ ok: false, reason: only('R-5003', 'r-5003-1') });
  expect(await waitForText(session, 'Paid', soon(5_000), 'part')).toEqual({ ok: true });
  expect(await waitForText(session, 'refund r-5003-1', soon(5_000), 'exact')).toEqual({ ok: true });
  expect((await waitForText(session, 'Refund', soon(1), 'exact')).ok).toBe(false);
});

test('settle ends when the page is quiet, waits for its requests, and gives up on one that never rests', async () => {
  await visit('/loading');
  expect(await settle(session, noDeadline)).toEqual({ settled: true });
  expect(await waitVisible(session, '#new', soon(1))).toEqual({ ok: true });
  await visit('/restless');
  expect(await settle(session, noDeadline, { maxMs: 2_000 })).toEqual({ settled: true });
  expect(await settle(session, noDeadline, { quietMs: 5_000, maxMs: 300 })).toEqual({ settled: false });
});

test('a role that takes no name from its text is found by its text', async () => {
  await visit('/cards');
  expect((await resolve('role=listitem[name="Card 1"]')).element).toMatchObject({ tag: 'li', text: 'Card 1' });
  expect((await resolve('role=listitem[name="Card 3"]')).element.text).toBe('Third');
  expect((await resolve('role=paragraph[name="is it 1/2 (A)?" i]')).element.tag).toBe('p');
  expect((await resolve('role=listitem[name="Card 1"] >> xpath=..')).element.tag).toBe('ul');
  expect(await waitVisible(session, 'role=listitem[name="Card 12"]', soon(5_000))).toEqual({ ok: true });
  await expect(resolveSelector(session, ['role=listitem[name="Card 2"]'], soon(300))).rejects.toThrow('matches nothing');
});
