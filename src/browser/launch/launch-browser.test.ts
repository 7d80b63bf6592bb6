import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as moment } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { noDeadline } from '../../base/index.ts';
import { defaultGuardrails } from '../../contract/index.ts';
import { createBrowserIdentity, startEgress } from '../../egress/index.ts';
import { createUrlPolicy } from '../../guardrails/index.ts';
import { Secret } from '../../secrets/index.ts';
import { signInToProxy } from '../playwright/sign-in-to-proxy.ts';
import { findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { DISABLED_BY_PLAYWRIGHT } from './launch-flags.ts';
import { type IsolatedBrowser, isolateBrowser, whyNotIsolated } from './testing/isolated-browser.ts';

/** The browser that most users have, even if the other tests use the headless shell, which lacks features of it. */
const isShell = /headless.shell/.test(process.env.ROTE_BROWSER ?? '');
const wholeBrowser = async () => (await findBrowser(isShell ? { ...process.env, ROTE_BROWSER: undefined } : process.env))!.path;

test('names all disabled features in one flag: Chromium honours the last one alone', async () => {
  const found = await findBrowser();
  const launched = await launchBrowser({ executablePath: found!.path }, noDeadline);
  try {
    const command = (await readFile(`/proc/${launched.pid}/cmdline`, 'utf8')).split('\0');
    const lists = command.filter((flag) => flag.startsWith('--disable-features=')).map((flag) => flag.replace(/^.*=/, '').split(','));
    // A second list is one of Playwright that has changed: DISABLED_BY_PLAYWRIGHT must repeat it.
    expect(lists).toHaveLength(1);
    expect(lists[0]).toEqual(expect.arrayContaining([...DISABLED_BY_PLAYWRIGHT, 'AutofillServerCommunication']));
  } finally {
    launched.kill();
  }
});

test('opens a site that has only http under a public name, and never asks for https', async () => {
  const asked: string[] = [];
  // An upstream proxy answers for the site: the test needs neither its name nor port 80.
  const site = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'text/html').end('<title>Only http</title><link rel=icon href="data:,">');
  });
  site.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const egress = await startEgress({
    policy: createUrlPolicy(defaultGuardrails),
    resolve: () => Promise.reject(new Error('no DNS here')),
    upstream: { server: `127.0.0.1:${(site.address() as AddressInfo).port}` },
    upstreamProxies: ['127.0.0.1'],
  });
  const { server, username, password } = egress;
  const proxy = { server, username, password: new Secret(password), identity: createBrowserIdentity() };
  const launched = await launchBrowser({ executablePath: await wholeBrowser(), proxy }, noDeadline);
  try {
    const context = await launched.browser.newContext({ proxy: { server, bypass: '<-loopback>' } });
    const page = await context.newPage();
    await signInToProxy(page, egress, noDeadline);
    await page.goto('http://shop.example.com/');
    expect({ url: page.url(), title: await page.title() }).toEqual({ url: 'http://shop.example.com/', title: 'Only http' });
    expect(asked.filter((line) => line.includes('shop.example.com'))).toEqual(['GET http://shop.example.com/']);
  } finally {
    await launched.browser.close();
    await egress.close();
    site.close();
  }
});

/** What Presentation and Cast, WebRTC, HTTP/3 and names make a browser send. */
const REACHES_OUT = `<title>trying</title><script>
  const done = [];
  new PresentationRequest(['https://screen.example.com/', 'cast:233637DE']).getAvailability().catch(() => 0);
  const call = new RTCPeerConnection({ iceServers: [{ urls: 'stun:stun.example.com:3478' }, { urls: 'stun:10.9.9.9:3478' }] });
  call.createDataChannel('any');
  const candidates = [];
  call.onicecandidate = ({ candidate }) => candidate?.candidate && candidates.push(candidate.candidate);
  done.push(new Promise((ok) => { call.onicegatheringstatechange = () => call.iceGatheringState === 'complete' && ok(); }));
  call.createOffer().then((offer) => call.setLocalDescription(offer));
  done.push(new WebTransport('https://10.9.9.9:4433/').ready.catch(() => 0));
  done.push(fetch('https://name.example.com/').catch(() => 0));
  Promise.all(done).then(() => { document.title = 'tried' + candidates; });
</script>`;

const EVERYTHING = ['DNS', 'QUIC', 'SSDP', 'STUN', 'mDNS of Cast'];
const obstacle = whyNotIsolated();

test.skipIf(obstacle !== undefined)(
  `no datagram leaves a browser of a run, by Presentation, Cast, WebRTC, HTTP/3 or names [EGRESS-01] (${obstacle ?? 'in a network namespace, under strace'})`,
  async () => {
    const executablePath = await wholeBrowser();
    const reachOut = async (isolated: IsolatedBrowser, browser: Browser) => {
      const page = await browser.newPage();
      await page.goto(isolated.page(REACHES_OUT));
      return page;
    };
    const watched = <T>(use: (isolated: IsolatedBrowser) => Promise<T>): Promise<T> => {
      const isolated = isolateBrowser(executablePath);
      return use(isolated).finally(() => isolated.remove());
    };

    // Without the flags of Rote, and with a list that replaces that of Playwright, all of it leaves: the page is real.
    const tookMs = await watched(async (isolated) => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-features=AutofillServerCommunication'];
      const browser = await chromium.launch({ executablePath: isolated.executablePath, args });
      await reachOut(isolated, browser);
      const begun = performance.now();
      await expect.poll(() => isolated.sent().datagrams, { timeout: 120_000, interval: 200 }).toEqual(expect.arrayContaining(EVERYTHING));
      await browser.close();
      return performance.now() - begun;
    });

    await watched(async (isolated) => {
      const proxy = { server: 'http://127.0.0.1:9', username: 'rote', password: new Secret('none'), identity: createBrowserIdentity() };
      const env = { ...process.env, ROTE_NO_SANDBOX: '1' };
      const { browser } = await launchBrowser({ executablePath: isolated.executablePath, proxy, env }, noDeadline);
      const page = await reachOut(isolated, browser);
      await page.waitForFunction(() => document.title.startsWith('tried'));
      // A candidate would show addresses of this machine to the page.
      expect(await page.title()).toBe('tried');
      // Presentation and Cast report no end: as long again as all of it took above.
      await moment(tookMs);
      await browser.close();
      expect(isolated.sent()).toEqual({ datagrams: [], connections: [] });
    });
  },
);
