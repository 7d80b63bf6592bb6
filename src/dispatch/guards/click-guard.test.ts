import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { type ActionInput, makeAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { defaultGuardrails, type RunEventBody } from '../../contract/index.ts';
import { SecretBook } from '../../secrets/index.ts';
import type { ActionRequest, ClickToJudge } from '../dispatcher-types.ts';
import { createDispatcher, createRunGuard, type DispatcherDeps } from '../index.ts';

/** What sends something: a form of a record, a script, and attributes of frameworks that a script here obeys as they do. */
const FRAMEWORK = `<script>
addEventListener('click', (event) => {
  const link = event.composedPath()[0].closest?.('[data-method], [data-turbo-method], [hx-post], [hx-delete], [data-send]');
  if (!link) return;
  event.preventDefault();
  const method = link.dataset.method ?? link.dataset.turboMethod ?? link.dataset.send ?? (link.hasAttribute('hx-post') ? 'post' : 'delete');
  fetch('/did', { method: method.toUpperCase() });
});
</script>`;

const PAGES: Record<string, string> = {
  '/confirm': `<h1>Are you sure?</h1><form method="post" action="/did"><button id="yes">Yes, delete it</button><a href="/list">No</a></form>`,
  '/form': `<form method="post" action="/did"><label>Note <input id="note"></label><label>Kind <select id="kind"><option>a<option>b</select></label><textarea id="long"></textarea><button id="save">Delete all</button></form>`,
  '/no-button': `<form method="post" action="/refunds/7/delete"><input id="note"></form>`,
  '/access': `<button accesskey="d" onclick="fetch('/did', { method: 'POST' })">Delete</button><input id="note">`,
  '/frame': `<iframe id="inner" name="inner" srcdoc="<form method=post action=/did><button id=yes autofocus>Delete</button></form>"></iframe>`,
  '/shadow': `<x-box></x-box><script>customElements.define('x-box', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<button onclick="fetch(\\'/did\\', { method: \\'POST\\' })">Delete</button>'; } });</script>`,
  '/select': `<form method="post" action="/refunds/7/delete"><select id="state" onchange="this.form.submit()"><option>Open<option>Gone</select></form>`,
  '/box': `<form method="post" action="/did"><label><input type="checkbox" id="gone" onchange="this.form.submit()">Hide</label><input type="hidden" name="_method" value="delete"></form>`,
  '/radio': `<form method="post" action="/did"><input type="hidden" name="_method" value="delete"><label><input type="radio" name="a" id="one" onchange="this.form.submit()">One</label><label><input type="radio" name="a" onchange="this.form.submit()">Two</label></form>`,
  '/modal': `<div role="dialog" aria-modal="true" tabindex="-1"><p>Sure?</p><button onclick="fetch('/did', { method: 'POST' })">Delete</button></div><script>addEventListener('keydown', (event) => { if (event.key === 'Enter') document.querySelector('button').click(); })</script>`,
  '/drop': `<div id="card" draggable="true">Card</div><div id="bin" style="height:200px">Delete</div>`,
  '/words': `${FRAMEWORK}
    <a id="close" href="/projects/5/close" data-method="post">Close</a>
    <a id="unwatch" href="/watchers?id=7" data-method="delete">Unwatch</a>
    <a id="turbo" href="/watchers?id=7" data-turbo-method="delete">Close</a>
    <button id="htmx" hx-delete="/orders/7">Close</button>
    <button id="hpost" hx-post="/orders/7/close">Close</button>
    <form method="post" action="/did"><button id="view">View</button></form>
    <form method="post" action="/did"><input type="hidden" name="_method" value="delete"><button id="method">Back</button></form>
    <form action="/did"><button id="formmethod" formmethod="post" formaction="/orders/7/delete">Next</button></form>
    <a id="asks" href="#" onclick="return confirm('Delete this order?') && !fetch('/did', { method: 'POST' })">Next</a>
    <button id="inner" data-send="delete" onclick="deleteOrder(7)"><span id="icon">Show</span></button>
    <div id="card" style="width:200px;padding:20px"><button style="width:160px" onclick="fetch('/did', { method: 'DELETE' })">Delete</button></div>
    <form method="post" action="/did"><button id="hidden" style="width:9px">Delete</button></form><label id="label" for="hidden">More details</label>`,
  '/unsaved': `<input id="note"><script>addEventListener('beforeunload', (event) => event.preventDefault())</script>`,
  '/list': `<a href="/refund/2/change/">Refund R-5003</a> <a href="/refund/3/verify">R-5004</a>`,
};

let pages: Pages;
let place: TestSession;
let events: RunEventBody[] = [];
beforeAll(async () => {
  pages = await servePages(PAGES);
  place = await openTestSession();
});
afterAll(async () => {
  await place.end();
  await pages.close();
});
afterEach(() => {
  pages.requests.length = 0;
  events = [];
});

function dispatcher(rules: Partial<DispatcherDeps> = {}) {
  let number = 0;
  return createDispatcher({
    session: place.session,
    guard: createRunGuard({ ...defaultGuardrails, allow_private_networks: true }),
    log: {
      nextActionNumber: () => ++number,
      recordAction: async () => undefined,
      screenshotPath: () => '',
      saveScreenshot: async () => undefined,
      emit: async (event) => void events.push(event),
    },
    secrets: new SecretBook(),
    recording: { trace: false, screenshots: false },
    credentialOrigins: new Set(),
    takeRefusals: () => [],
    takeFailures: () => [],
    ...rules,
  });
}

type Driver = ActionRequest['driver'];
const perform = (action: ActionInput, driver: Driver = 'agent', more: Partial<DispatcherDeps & ActionRequest> = {}) =>
  dispatcher(more).run({ command: makeAction(action), driver, effectDeclared: more.effectDeclared }, noDeadline);
const open = async (path: string) => expect((await perform({ action: 'goto', url: pages.url(path) }, 'playbook')).error).toBeUndefined();
const key = (name: string, selector?: string): ActionInput => ({ action: 'key_press', key: name, selector });
const text = (typed: string, selector?: string): ActionInput => ({ action: 'key_press', text: typed, selector });
/** What was asked of the application with a method that writes. */
const written = () => pages.requests.filter((request) => !request.startsWith('GET '));

describe('keys', () => {
  test.each<[string, string, ActionInput[]]>([
    ['Enter where the focus was moved by a harmless key', '/confirm', [key('Shift', '#yes'), key('Enter')]],
    ['Enter where Tab moved the focus', '/confirm', [key('Tab'), key('Enter')]],
    ['Space where Tab moved the focus', '/confirm', [key('Tab'), key('Space')]],
    ['Enter in front of a modifier', '/confirm', [key('Tab'), key('Enter+Shift')]],
    ['a text with a line break', '/confirm', [key('Tab'), text('\n')]],
    ['a text with a space', '/confirm', [key('Tab'), text(' ')]],
    ['a text that moves the focus first', '/confirm', [text('\t ')]],
    ['Enter on something that cannot have the focus', '/confirm', [key('Tab'), key('Enter', 'h1')]],
    ['Enter in a field whose form has such a button', '/form', [key('Enter', '#note')]],
    ['a text and Enter in a field', '/form', [{ action: 'key_press', selector: '#note', text: 'x', key: 'Enter' }]],
    ['a text with a line break, key by key', '/form', [{ action: 'key_press', selector: '#note', text: 'x\n', as: 'keys' }]],
    ['Enter in a list', '/form', [key('Enter', '#kind')]],
    ['Enter with Control in a text area', '/form', [key('Control+Enter', '#long')]],
    ['Enter in the field of a form without a button', '/no-button', [key('Enter', '#note')]],
    ['an access key', '/access', [key('Alt+d')]],
    ['an access key in a field', '/access', [key('Alt+KeyD', '#note')]],
    ['Enter in a frame', '/frame', [key('Shift', 'frame=#inner >> #yes'), key('Enter')]],
    ['Enter in a shadow root', '/shadow', [key('Tab'), key('Enter')]],
    ['Enter in a dialog', '/modal', [key('Enter')]],
    ['an arrow in a list that sends its form', '/select', [key('ArrowDown', '#state')]],
    ['an arrow in a list that has the focus', '/select', [key('Tab'), key('ArrowDown')]],
    ['a letter in a list that has the focus', '/select', [key('Tab'), text('g')]],
    ['an arrow in a group of radio buttons', '/radio', [key('ArrowDown', '#one')]],
    ['Space on a check box that sends its form', '/box', [key('Space', '#gone')]],
    ['a key that a script may obey', '/form', [key('Delete')]],
  ])('%s is judged by what it uses', async (_, path, actions) => {
    await open(path);
    const outcomes = [];
    for (const action of actions) outcomes.push(await perform(action));
    expect(outcomes.at(-1)?.error?.details?.rule).toBe('destructive_click');
    await place.session.page().evaluate(() => new Promise((done) => setTimeout(done)));
    expect(written()).toEqual([]);
  });

  test.each<[string, string, ActionInput[]]>([
    ['moving', '/confirm', [key('Tab'), key('Shift'), key('PageDown'), key('Control+a'), key('Escape')]],
    [
      'typing',
      '/form',
      [text('a b', '#note'), key('End', '#note'), key('Backspace', '#note'), key('Enter', '#long'), key('Tab'), key('Shift+Tab')],
    ],
    ['typing where the focus is', '/form', [key('Tab'), text('two words')]],
    ['choosing in a list of a form', '/form', [key('ArrowDown', '#kind')]],
  ])('%s needs no judge', async (_, path, actions) => {
    await open(path);
    for (const action of actions) expect((await perform(action)).error).toBeUndefined();
  });

  test('a playbook declares them as it declares clicks', async () => {
    await open('/confirm');
    expect((await perform(key('Tab'), 'playbook')).ok).toBe(true);
    const refused = await perform(key('Enter'), 'playbook');
    expect(refused.error?.message).toContain('The key Enter on "Yes, delete it" (form: POST');
    expect(refused.error?.message).toContain('"effect: write"');
    expect(written()).toEqual([]);
    expect((await perform(key('Enter'), 'playbook', { effectDeclared: true })).ok).toBe(true);
    expect(written()).toEqual(['POST /did']);
  });
});

describe('choices, boxes and drags', () => {
  test.each<[string, string, ActionInput]>([
    ['a choice that sends its form', '/select', { action: 'select', selector: '#state', option: 'Gone' }],
    ['a check box that sends its form', '/box', { action: 'check', selector: '#gone' }],
    ['a drag onto something', '/drop', { action: 'drag', selector: '#card', to: '#bin' }],
  ])('%s is judged by what it sends', async (_, path, action) => {
    await open(path);
    expect((await perform(action)).error?.details?.rule).toBe('destructive_click');
    expect((await perform(action, 'playbook')).error?.details?.rule).toBe('destructive_click');
    expect(written()).toEqual([]);
  });
});

describe('a safe word on a control that writes', () => {
  const words = (id: string): ActionInput => ({ action: 'click', selector: `#${id}` });

  test.each(['unwatch', 'turbo', 'htmx', 'method', 'formmethod', 'asks', 'inner', 'icon', 'card', 'label'])(
    'is destructive if it deletes: %s',
    async (id) => {
      await open('/words');
      expect((await perform(words(id), 'agent', { judgeClick: async () => 'safe' })).error?.details?.rule).toBe('destructive_click');
      expect((await perform(words(id), 'playbook')).error?.message).toContain('effect: write');
      expect(written()).toEqual([]);
    },
  );

  test.each(['close', 'hpost', 'view'])('is judged by a model if it writes: %s', async (id) => {
    await open('/words');
    const asked: ClickToJudge[] = [];
    const judgeClick = async (target: ClickToJudge) => {
      asked.push(target);
      return 'destructive' as const;
    };
    expect((await perform(words(id), 'agent', { judgeClick })).ok).toBe(false);
    expect(asked).toMatchObject([{ sends: { method: 'POST' } }]);
    expect(written()).toEqual([]);
    // A person wrote the playbook.
    expect((await perform(words(id), 'playbook')).ok).toBe(true);
  });
});

describe('an address that an agent opens', () => {
  const goto = (path: string, more = {}) => perform({ action: 'goto', url: pages.url(path) }, 'agent', more);

  test.each(['/refund/2/delete/', '/delete/2', '/list?action=delete&id=2', '/list#/orders/7/delete', '/orders/7/refund'])(
    '%s is judged like a link',
    async (path) => {
      await open('/list');
      pages.requests.length = 0;
      expect((await goto(path, { judgeClick: async () => 'safe' })).error?.details?.rule).toBe('destructive_click');
      expect(pages.requests).toEqual([]);
      expect((await goto(path, { confirm: async () => true })).error?.code).not.toBe('GUARDRAIL_BLOCKED');
    },
  );

  test('one that may change something needs a judge, unless the page links to it as to a page', async () => {
    await open('/list');
    expect((await goto('/refund/9/verify')).error?.details?.rule).toBe('destructive_click');
    expect((await goto('/refund/3/verify')).error?.code).not.toBe('GUARDRAIL_BLOCKED');
  });

  test.each(['/refund/2/change/', '/refund/', '/projects/refund-desk', '/purchase/7', '/orders?status=cancelled'])(
    '%s is only read',
    async (path) => {
      await open('/list');
      expect((await goto(path)).error?.code).not.toBe('GUARDRAIL_BLOCKED');
    },
  );

  test('stays on a page with unsaved changes unless it says that they may be lost', async () => {
    await open('/unsaved');
    await perform(text('x', '#note'));
    const refused = await goto('/list');
    expect(refused.error).toMatchObject({ failure: { reason: 'dialog', performed: 'no' } });
    expect(refused.error?.message).toContain('dialog: "accept"');
    expect(place.session.currentUrl()).toBe(pages.url('/unsaved'));
    expect((await perform({ action: 'goto', url: pages.url('/list'), dialog: 'accept' })).error).toBeUndefined();
    expect(place.session.currentUrl()).toBe(pages.url('/list'));
  });
});
