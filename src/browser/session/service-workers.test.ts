import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { noDeadline } from '../../base/index.ts';
import type { BrowserSettings } from '../../contract/index.ts';
import type { PageSession } from './page-session.ts';
import type { SentRequest } from './traffic.ts';

/** Puts an old copy of /page into its cache, and controls pages at once. */
const INSTALL = `
const stale = () => new Response('<title>stale</title>', { headers: { 'content-type': 'text/html' } });
const copied = ['/page', '/page?frame', '/page?popup', '/page?worker'];
addEventListener('install', (event) => event.waitUntil(Promise.all([skipWaiting(), caches.open('copies').then((cache) => Promise.all(copied.map((url) => cache.put(url, stale()))))])));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('message', (event) => event.waitUntil(fetch(event.data, { method: 'POST' }).then(() => event.source.postMessage('sent'))));
const reply = async (request) => (await caches.match(request)) ?? fetch(request);
`;
const WORKERS = {
  'a listener': "addEventListener('fetch', (event) => event.respondWith(reply(event.request)));",
  'a listener object': "self.addEventListener('fetch', { handleEvent: (event) => event.respondWith(reply(event.request)) });",
  'the method of its class':
    "EventTarget.prototype.addEventListener.call(self, 'fetch', (event) => event.respondWith(reply(event.request)));",
  onfetch: 'self.onfetch = (event) => event.respondWith(reply(event.request));',
  'static routes':
    "addEventListener('install', (event) => event.addRoutes({ condition: { urlPattern: '/page' }, source: { cacheName: 'copies' } }));",
  'an imported script': "importScripts('/imported.js');",
} as const;
type Kind = keyof typeof WORKERS;

const script = (text: string, response: ServerResponse) => void response.writeHead(200, { 'content-type': 'text/javascript' }).end(text);

let pages: Pages;
let open: TestSession | undefined;

beforeAll(async () => {
  pages = await servePages({
    '/': '<title>start</title>',
    '/page': '<title>fresh</title>',
    // Shows its form when the worker controls it, and loads itself again until then, as applications do.
    '/application': `<title>application</title><script>
      navigator.serviceWorker.register('/worker.js?a listener').then(() => navigator.serviceWorker.ready).then(() => {
        if (navigator.serviceWorker.controller === null) location.reload();
        else document.body.innerHTML = '<form action=/saved method=post><button>Save</button></form>';
      });</script><body>`,
    '/worker.js': (request, response) => script(`${INSTALL}${WORKERS[decodeURI(request.url?.split('?')[1] ?? '') as Kind]}`, response),
    '/imported.js': (_, response) => script(WORKERS['a listener'], response),
    '/slow.js': (_, response) => script("addEventListener('install', (event) => event.waitUntil(fetch('/hangs')));", response),
    '/hangs': () => undefined,
    '/saved': '<title>saved</title>',
    '/refused': (_, response) => response.writeHead(422).end(),
  });
});
afterEach(async () => {
  await open?.end();
  open = undefined;
  pages.requests.length = 0;
});
afterAll(() => pages.close());

async function openWith(settings: BrowserSettings): Promise<PageSession> {
  open = await openTestSession(settings);
  return open.session;
}

/** A page whose worker is active and controls it. */
async function controlled(session: PageSession, kind: Kind, type = 'classic'): Promise<void> {
  const page = session.page();
  await page.goto(pages.url('/'));
  await page.evaluate(
    async ([url, type]) => {
      const { serviceWorker } = navigator;
      const claimed = new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }));
      await serviceWorker.register(url, { type: type as WorkerType });
      if (serviceWorker.controller === null) await claimed;
    },
    [`/worker.js?${kind}`, type] as const,
  );
}

const titleOf = (url: string) => fetch(url).then(async (answer) => /<title>(.*)<\/title>/.exec(await answer.text())?.[1]);

/** What a tab, a frame, a pop-up and a dedicated worker get of the page. */
async function everywhere(session: PageSession): Promise<string[]> {
  const page = session.page();
  await page.goto(pages.url('/page'));
  const own = await page.title();
  const framed = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    const loaded = new Promise((done) => frame.addEventListener('load', done));
    frame.src = '/page?frame';
    document.body.append(frame);
    await loaded;
    return frame.contentDocument?.title ?? '';
  });
  const opened = session.context.waitForEvent('page');
  await page.evaluate(() => void window.open('/page?popup', '_blank', 'noopener'));
  const popup = await opened;
  await popup.waitForLoadState();
  const popped = await popup.title();
  await popup.close();
  const worked = await page.evaluate(
    (source) =>
      new Promise<string>((done) => {
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        worker.addEventListener('message', ({ data }) => done(data));
      }),
    `const titleOf = ${titleOf}; titleOf('${pages.url('/page?worker')}').then(postMessage);`,
  );
  return [own, framed, popped, worked];
}

describe('by default, service workers answer no requests', () => {
  test.each(Object.keys(WORKERS) as Kind[])('not with %s', async (kind) => {
    const session = await openWith({});
    await controlled(session, kind);
    expect(await everywhere(session)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    expect(await session.page().evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  });

  test('nor as a module', async () => {
    const session = await openWith({});
    await controlled(session, 'a listener', 'module');
    expect(await everywhere(session)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
  });

  test('nor after the browser has stopped and started them', async () => {
    const session = await openWith({});
    await controlled(session, 'a listener');
    const cdp = await session.cdp();
    await cdp.send('ServiceWorker.enable');
    await cdp.send('ServiceWorker.stopAllWorkers');
    await session.page().evaluate(() => navigator.serviceWorker.controller?.postMessage('/saved'));
    await expect.poll(() => pages.requests).toContain('POST /saved');
    expect(await everywhere(session)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
  });

  test('a page that loads itself until a worker controls it shows its form', async () => {
    const session = await openWith({});
    await session.page().goto(pages.url('/application'));
    await session.page().getByRole('button', { name: 'Save' }).click();
    await session.page().waitForURL('**/saved');
    expect(pages.requests.filter((request) => request === 'POST /saved')).toHaveLength(1);
  });
});

describe('with service_workers: full, they answer', () => {
  test.each(Object.keys(WORKERS) as Kind[])('with %s', async (kind) => {
    const session = await openWith({ service_workers: 'full' });
    await controlled(session, kind);
    await session.page().goto(pages.url('/page'));
    expect(await session.page().title()).toBe('stale');
  });

  test('in frames, pop-ups and workers too', async () => {
    const session = await openWith({ service_workers: 'full' });
    await controlled(session, 'a listener');
    expect(await everywhere(session)).toEqual(['stale', 'stale', 'stale', 'stale']);
  });
});

test('what a worker loads for its cache is no reaction of a page, and nothing to wait for', async () => {
  const session = await openWith({});
  await session.page().goto(pages.url('/'));
  const before = session.traffic.reactions();
  const asked = session.context.waitForEvent('request', (request) => request.url() === pages.url('/hangs'));
  await session.page().evaluate(() => void navigator.serviceWorker.register('/slow.js'));
  expect((await asked).serviceWorker()?.url()).toBe(pages.url('/slow.js'));
  expect([session.requestsInFlight(), session.traffic.reactions() - before, session.traffic.isUnderWay(0)]).toEqual([0, 0, false]);
});

test('with service_workers: block, none is registered', async () => {
  const session = await openWith({ service_workers: 'block' });
  await session.page().goto(pages.url('/'));
  await session.page().evaluate(() => navigator.serviceWorker.register('/worker.js?a listener').catch(() => undefined));
  expect(pages.requests.filter((request) => request.includes('worker'))).toEqual([]);
});

describe.each([['bypass'], ['full']] as const)('what is sent, with %s', (service_workers) => {
  /** What the session saw of what this script sent. */
  async function seen(run: (session: PageSession) => Promise<unknown>): Promise<SentRequest[]> {
    const session = await openWith({ service_workers });
    await controlled(session, 'a listener');
    const requests: SentRequest[] = [];
    session.traffic.onSent((request) => requests.push(request));
    await run(session);
    await session.traffic.known(noDeadline);
    return requests;
  }

  test.each([
    ['answered', '/saved', 200],
    ['refused', '/refused', 422],
  ])('a write of a page that is %s is known once', async (_how, path, status) => {
    const [request, ...others] = await seen((session) =>
      session.page().evaluate((url) => fetch(url, { method: 'POST', body: 'a=1' }).then(() => 0), path),
    );
    expect(request).toMatchObject({ method: 'POST', url: pages.url(path), body: 'a=1' });
    expect(await request?.ended).toMatchObject({ kind: 'answered', status });
    expect(others).toEqual([]);
    expect(await request?.isCredentialed()).toBe(true);
  });

  test('two equal ones are known twice', async () => {
    const requests = await seen((session) =>
      session.page().evaluate(() => Promise.all([1, 2].map(() => fetch('/saved', { method: 'POST' }))).then(() => 0)),
    );
    expect(await Promise.all(requests.map(({ ended }) => ended))).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(pages.requests.filter((request) => request === 'POST /saved')).toHaveLength(2);
  });

  test('a form is known once', async () => {
    const requests = await seen(async (session) => {
      await session.page().goto(pages.url('/application'));
      await session.page().getByRole('button', { name: 'Save' }).click();
      await session.page().waitForURL('**/saved');
    });
    expect(requests).toMatchObject([{ method: 'POST', type: 'document', opensPage: true }]);
    expect(await requests[0]?.ended).toMatchObject({ kind: 'answered', status: 200 });
    expect(open?.session.document()).toMatchObject({ status: 200, url: pages.url('/saved'), method: 'POST' });
  });

  test('what a worker sends because a page tells it to is known once', async () => {
    const requests = await seen((session) =>
      session.page().evaluate(async () => {
        const sent = new Promise((done) => navigator.serviceWorker.addEventListener('message', done));
        navigator.serviceWorker.controller?.postMessage('/saved');
        await sent;
      }),
    );
    expect(requests).toMatchObject([{ method: 'POST', url: pages.url('/saved'), opensPage: false }]);
    expect(await requests[0]?.ended).toMatchObject({ kind: 'answered', status: 200 });
    expect(await requests[0]?.isCredentialed()).toBe(true);
  });
});
