import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDeadline } from '../src/base/index.ts';
import { findBrowser, signInToProxy } from '../src/browser/index.ts';
import { launchBrowser } from '../src/browser/launch/launch-browser.ts';
import { serviceWorkerScript } from '../src/browser/page-world/bridge/service-worker.ts';
import { prepareServiceWorkers } from '../src/browser/playwright/prepare-service-workers.ts';
import { defaultGuardrails } from '../src/contract/index.ts';
import { createBrowserIdentity, EGRESS_LAUNCH_ARGS, type Egress, type Refusal, startEgress } from '../src/egress/index.ts';
import { testAuthority } from '../src/egress/testing/test-authority.ts';
import { createUrlPolicy, type UrlPolicy } from '../src/guardrails/index.ts';
import { Secret } from '../src/secrets/index.ts';
import { FORBIDDEN, type ForbiddenListener, SITE, startForbidden, startSite } from './egress-vectors/servers.ts';
import { VECTORS, type Vector } from './egress-vectors/vectors.ts';
import { startWritable, vectorOf, WRITES } from './egress-vectors/writes.ts';

/**
 * Every way we know for a page to reach out, in a real Chromium, twice: unguarded, to see that the vector works at all, and behind the run's own
 * proxy, where nothing may arrive at the forbidden listener.
 */

/** The browser that most users have, even if the other tests use the headless shell, which requests no favicon. */
const isShell = /headless.shell/.test(process.env.ROTE_BROWSER ?? '');
const executablePath = (await findBrowser(isShell ? { ...process.env, ROTE_BROWSER: undefined } : process.env))?.path ?? '';
const SANDBOX = ['--no-sandbox', '--disable-gpu'];
/** With the command line that a run's browser has in the end. */
async function launchForRun({ server, username, password }: Egress, identity = createBrowserIdentity()): Promise<Browser> {
  const proxy = { server, username, password: new Secret(password), identity };
  const env = { ...process.env, ROTE_NO_SANDBOX: '1' };
  return (await launchBrowser({ executablePath, proxy, env }, startDeadline(300_000, 'a browser'))).browser;
}

/** How long a vector may take until it has arrived or has been refused. */
const VECTOR_MS = 2_500;
const AT_ONCE = 8;

/** Ids that have been seen, and a way to wait for one of them without polling. */
class Sightings {
  readonly seen = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  note = (id: string): void => {
    this.seen.add(id);
    this.#waiting.get(id)?.();
  };

  async wait(id: string, timeoutMs: number): Promise<void> {
    if (this.seen.has(id)) return;
    const deadline = startDeadline(timeoutMs, id);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(id, resolve);
    await deadline.race(promise).catch(() => undefined);
    deadline.end();
  }
}

async function runVector(context: BrowserContext, site: string, vector: Vector, sightings: Sightings, timeoutMs: number): Promise<void> {
  const page = await context.newPage();
  try {
    const start =
      vector.goto === undefined
        ? `${site}/page/${vector.id}`
        : `${site}${vector.goto}${vector.goto.includes('?') ? '&' : '?'}id=${vector.id}`;
    // Some of these pages leave at once or never finish loading: what counts is what arrives, not what goto says.
    await page.goto(start, { timeout: timeoutMs }).catch(() => undefined);
    if (vector.after === 'click') await page.click('#go', { timeout: timeoutMs }).catch(() => undefined);
    if (vector.after === 'leave') await page.goto(`${site}/blank`, { timeout: timeoutMs }).catch(() => undefined);
    if (vector.after === 'close') await closeTab(page);
    await sightings.wait(vector.id, timeoutMs);
  } finally {
    await closeTab(page);
  }
}

/** A tab that is closed while it is still moving may never say that it is gone; the browser is closed at the end. */
async function closeTab(page: Page): Promise<void> {
  const deadline = startDeadline(1_000, 'closing a tab');
  await deadline.race(page.close()).catch(() => undefined);
  deadline.end();
}

/**
 * All of them, several at a time; those that were not seen and should have been, once more, alone, with patience and
 * in a new context (a service worker is installed once): the machine may be busy.
 */
async function runAll(
  open: () => Promise<BrowserContext>,
  site: string,
  sightings: Sightings,
  unseen: ReadonlySet<string>,
  vectors = VECTORS,
): Promise<void> {
  const context = await open();
  for (const vector of vectors.filter(({ alone }) => alone)) await runVector(context, site, vector, sightings, VECTOR_MS);
  const queue = vectors.filter(({ alone }) => !alone);
  const lane = async () => {
    for (let vector = queue.shift(); vector !== undefined; vector = queue.shift())
      await runVector(context, site, vector, sightings, VECTOR_MS);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const late = vectors.filter(({ id, silent }) => silent === undefined && !unseen.has(id) && !sightings.seen.has(id));
  if (late.length === 0) return;
  const fresh = await open();
  for (const vector of late) await runVector(fresh, site, vector, sightings, 4 * VECTOR_MS);
}

/** Behind a proxy with our flags, Chromium does not even try: WebRTC and WebTransport are UDP, pings are off, other sites are not speculated on. */
const NEVER_TRIED: ReadonlySet<string> = new Set([
  'link-ping',
  'speculation-prefetch',
  'speculation-prerender',
  'webrtc-stun',
  'webrtc-turn-tcp',
  'webtransport',
]);

describe.skipIf(!existsSync(executablePath))('a page that wants to reach the forbidden listener (skipped without a browser)', () => {
  describe('unguarded', () => {
    let browser: Browser;
    let forbidden: ForbiddenListener;
    const sightings = new Sightings();

    beforeAll(async () => {
      forbidden = await startForbidden(sightings.note);
      const site = await startSite(forbidden.port);
      browser = await chromium.launch({
        executablePath,
        args: [...SANDBOX, `--host-resolver-rules=MAP *.${FORBIDDEN} 127.0.0.1`, '--webrtc-ip-handling-policy=default'],
      });
      await runAll(() => browser.newContext(), `http://${SITE}:${site.port}`, sightings, new Set());
      const context = await browser.newContext();
      await context.request.get(`http://127.0.0.1:${forbidden.port}/hit/context-request`);
      await browser.close();
      await site.close();
    });
    afterAll(async () => {
      await browser?.close();
      await forbidden?.close();
    });

    test('gets there on nearly every way: the vectors are real', () => {
      const missing = VECTORS.filter(({ id, silent }) => silent === undefined && !forbidden.arrived.has(id)).map(({ id }) => id);
      const unknown = [...forbidden.arrived].filter((id) => id.startsWith('unknown'));
      expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
      expect(forbidden.packets()).toBeGreaterThan(0);
      expect(forbidden.arrived.size).toBeGreaterThanOrEqual(80);
    });
  });

  describe("behind the run's own proxy", () => {
    let browser: Browser;
    let context: BrowserContext;
    let forbidden: ForbiddenListener;
    let egress: Egress;
    let site: Awaited<ReturnType<typeof startSite>>;
    let origin: string;
    const sightings = new Sightings();
    const notes = new Set([sightings.note]);
    const refusals: Refusal[] = [];

    beforeAll(async () => {
      forbidden = await startForbidden(sightings.note);
      site = await startSite(forbidden.port);
      origin = `http://${SITE}:${site.port}`;
      egress = await startEgress({
        policy: onlySite(createUrlPolicy(defaultGuardrails)),
        // The rebinding name: a public answer first, this machine afterwards.
        resolve: rebinding(),
        connectTimeoutMs: 300,
        onRefused: (refusal) => {
          refusals.push(refusal);
          for (const note of notes) note(refusal.host.split('.')[0]!);
        },
      });
      browser = await launchForRun(egress);
      context = await open();
      await runAll(open, origin, sightings, NEVER_TRIED);
    });
    afterAll(async () => {
      await browser?.close();
      await egress?.close();
      await site?.close();
      await forbidden?.close();
    });

    const open = async () => {
      const opened = await browser.newContext({ proxy: { server: egress.server, bypass: '<-loopback>' } });
      await signInToProxy(await opened.newPage(), egress, startDeadline(10_000, 'sign in'));
      return opened;
    };

    const nothingArrived = () =>
      expect({ arrived: [...forbidden.arrived], connections: forbidden.connections(), packets: forbidden.packets() }).toEqual({
        arrived: [],
        connections: 0,
        packets: 0,
      });

    test('nothing arrives: no connection, no packet [EGRESS-01]', () => {
      nothingArrived();
    });

    test('and that is because the proxy was asked and refused, not because the pages did nothing', () => {
      const refused = VECTORS.filter(({ id }) => sightings.seen.has(id));
      const unseen = VECTORS.filter(({ id, silent }) => silent === undefined && !NEVER_TRIED.has(id) && !sightings.seen.has(id));
      expect(unseen.map(({ id }) => id)).toEqual([]);
      expect(refused.length).toBeGreaterThanOrEqual(80);
      expect(new Set(refusals.map(({ rule }) => rule))).toEqual(new Set(['private_network']));
    });

    test('a literal address in any spelling does not arrive either [EGRESS-02]', async () => {
      const page = await context.newPage();
      await page.goto(`${origin}/blank`);
      const hosts = [
        '127.0.0.1',
        '127.1',
        '0x7f000001',
        '2130706433',
        '0177.0.0.1',
        'localhost',
        'a.localhost',
        '[::1]',
        '[::ffff:127.0.0.1]',
        '0.0.0.0',
        '[::]',
        '127.0.0.1.',
      ];
      const outcomes = await page.evaluate(
        ([names, port]) =>
          Promise.all(
            names.map((name) =>
              fetch(`http://${name}:${port}/hit/literal`).then(
                (answer) => answer.status,
                () => 'failed',
              ),
            ),
          ),
        [hosts, forbidden.port] as const,
      );
      expect(outcomes.filter((outcome) => outcome === 200)).toEqual([]);
      nothingArrived();
      await page.close();
    });

    test('a name that is rebound to this machine after the first answer does not arrive [EGRESS-04]', async () => {
      const page = await context.newPage();
      await page.goto(`${origin}/blank`);
      const rebound = `http://rebind.${FORBIDDEN}:${forbidden.port}/hit/rebind`;
      const statuses = await page.evaluate(async (url) => {
        const seen: unknown[] = [];
        for (let attempt = 0; attempt < 4; attempt++)
          seen.push(
            await fetch(url, { mode: 'no-cors' }).then(
              ({ type }) => type,
              () => 'failed',
            ),
          );
        return seen;
      }, rebound);
      expect(statuses).toHaveLength(4);
      expect(egress.takeFailures().some(({ host }) => host.startsWith('rebind.'))).toBe(true);
      expect(refusals.some(({ host }) => host.startsWith('rebind.'))).toBe(true);
      nothingArrived();
      await page.close();
    });

    test('nor does what service workers send that answer no requests, as they are by default [EGRESS-01]', async () => {
      const script = await serviceWorkerScript('answerNoRequests');
      const vectors = VECTORS.filter(({ id }) => id.startsWith('serviceworker-'));
      const seen = new Sightings();
      notes.add(seen.note);
      const bypassed = async () => {
        const opened = await open();
        prepareServiceWorkers(opened, script);
        return opened;
      };
      const answering = new Set(vectors.filter(({ answers }) => answers).map(({ id }) => id));
      await runAll(bypassed, origin, seen, answering, vectors);
      notes.delete(seen.note);
      expect(vectors.map(({ id }) => id).filter((id) => !seen.seen.has(id))).toEqual([...answering]);
      nothingArrived();
    });

    test("Playwright's own requests do not arrive, with the password and without", async () => {
      await context.request.get(`http://127.0.0.1:${forbidden.port}/hit/context-request`).catch(() => undefined);
      const own = await browser.newContext({
        proxy: { server: egress.server, bypass: '<-loopback>', username: egress.username, password: egress.password },
      });
      await own.request.get(`http://127.0.0.1:${forbidden.port}/hit/context-request`).catch(() => undefined);
      await own.close();
      expect(refusals.at(-1)).toMatchObject({ host: `127.0.0.1:${forbidden.port}`, rule: 'private_network' });
      nothingArrived();
    });

    test('a context without a proxy of its own reaches nothing at all', async () => {
      const bare = await browser.newContext();
      const page = await bare.newPage();
      await expect(page.goto(`http://127.0.0.1:${forbidden.port}/hit/bare`)).rejects.toThrow(/ERR_PROXY_CONNECTION_FAILED/);
      await bare.close();
      nothingArrived();
    });
  });
});

/** Behind a proxy with our flags, Chromium does not even try. */
const NEVER_WRITTEN: ReadonlySet<string> = new Set(['w-link-ping']);

const authority = testAuthority();
const issue = () => authority.issue(SITE, ['*.other.localhost']);

test.skipIf(!existsSync(executablePath))(
  'a page that wants to write gets there on every way when the run may write: the vectors are real',
  async () => {
    const sightings = new Sightings();
    const site = await startWritable(issue(), sightings.note);
    const args = [...SANDBOX, '--host-resolver-rules=MAP * 127.0.0.1', '--ignore-certificate-errors'];
    const browser = await chromium.launch({ executablePath, args });
    await runAll(() => browser.newContext(), site.origin, sightings, new Set(), WRITES);
    await browser.close();
    await site.close();
    expect(WRITES.map(({ id }) => id).filter((id) => !site.arrived.has(id))).toEqual([]);
    expect([...site.arrived].filter((id) => id.startsWith('unknown'))).toEqual([]);
  },
);

describe.skipIf(!existsSync(executablePath)).each(['http', 'https'] as const)('a page that wants to write, over %s', (protocol) => {
  const issued = protocol === 'https' ? issue() : undefined;
  const vectors = WRITES.filter(({ tls }) => tls !== true || protocol === 'https');

  test('does not get there when the run is read-only, since the proxy was asked and refused [EGRESS-15]', async () => {
    const sightings = new Sightings();
    const site = await startWritable(issued, sightings.note);
    const identity = createBrowserIdentity();
    const noteUrl = (url: string) => sightings.note(vectorOf(url) ?? `unknown ${url}`);
    const egress = await startEgress({
      policy: createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true }),
      resolve: async () => ['127.0.0.1'],
      identity,
      authorities: [authority.certificate],
      onRefused: ({ url }) => noteUrl(url),
    });
    egress.readOnly(({ url }) => {
      noteUrl(url.href);
      return { ok: false, reason: 'It is read-only.' };
    });
    const browser = await launchForRun(egress, identity);
    const open = async () => {
      const opened = await browser.newContext({ proxy: { server: egress.server, bypass: '<-loopback>' } });
      await signInToProxy(await opened.newPage(), egress, startDeadline(10_000, 'sign in'));
      return opened;
    };
    await runAll(open, site.origin, sightings, NEVER_WRITTEN, vectors);
    await browser.close();
    await egress.close();
    await site.close();
    expect([...site.arrived]).toEqual([]);
    expect(vectors.map(({ id }) => id).filter((id) => !sightings.seen.has(id))).toEqual([...NEVER_WRITTEN]);
  });
});

/** The real policy with its defaults, except that the site of this test, which is on this machine, counts as public; so does 192.0.2.1, which answers nobody. */
function onlySite(strict: UrlPolicy): UrlPolicy {
  return {
    checkUrl: (url, use) => (URL.parse(url)?.hostname === SITE ? { ok: true, url } : strict.checkUrl(url, use)),
    checkAddresses: (host, addresses) =>
      host === SITE || addresses[0] === '192.0.2.1' ? { ok: true, url: host } : strict.checkAddresses(host, addresses),
  };
}

function rebinding() {
  let asked = 0;
  return async (host: string) => (host === `rebind.${FORBIDDEN}` && asked++ === 0 ? ['192.0.2.1'] : ['127.0.0.1']);
}

// The headless shell reads other flags than Chrome does.
test.skipIf(executablePath === '')('no packet leaves by WebRTC, in whichever browser the tests run [EGRESS-01]', async () => {
  const udp = createSocket('udp4');
  let packets = 0;
  const arrived = once(udp, 'message');
  udp.on('message', () => (packets += 1));
  await new Promise<void>((bound) => udp.bind(0, '127.0.0.1', bound));
  /** Resolves when a packet has arrived, or the browser has tried all ways that it knows to reach the server. */
  const gather = async (args: readonly string[], proxy?: { server: string }) => {
    const browser = await chromium.launch({
      executablePath: process.env.ROTE_BROWSER ?? executablePath,
      args: [...SANDBOX, ...args],
      proxy,
    });
    const page = await browser.newPage();
    const gathered = page.evaluate(async (port) => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
      const complete = new Promise<void>((done) => {
        connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && done();
      });
      connection.createDataChannel('any');
      await connection.setLocalDescription(await connection.createOffer());
      await complete;
    }, udp.address().port);
    // Once a packet has arrived, the browser is closed before it has tried everything.
    await (proxy === undefined ? Promise.race([gathered.catch(() => undefined), arrived]) : gathered);
    await browser.close();
  };
  try {
    await gather([]);
    expect(packets).toBeGreaterThan(0);
    packets = 0;
    await gather(EGRESS_LAUNCH_ARGS, { server: 'http://127.0.0.1:9' });
    expect(packets).toBe(0);
  } finally {
    udp.close();
  }
});
