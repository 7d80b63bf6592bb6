import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startDeadline } from '../src/base/index.ts';
import { findBrowser, signInToProxy } from '../src/browser/index.ts';
import { watchContext } from '../src/browser/settling/pending-requests.ts';
import { defaultGuardrails } from '../src/contract/index.ts';
import { EGRESS_LAUNCH_ARGS, type Egress, type EgressOptions, startEgress } from '../src/egress/index.ts';
import { createUrlPolicy } from '../src/guardrails/index.ts';
import { type Death, type DyingServer, type Protocol, startDyingServer } from './support/dying-server.ts';
import { openTestPlace } from './support/run-here.ts';

/** What Chromium does with a POST whose connection dies before the answer, and what reaches the server then. */

let browser: Browser;
let executablePath: string;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  executablePath = (await findBrowser())?.path ?? '';
  browser = await chromium.launch({
    executablePath,
    args: [...EGRESS_LAUNCH_ARGS, '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors'],
  });
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

interface Shop {
  server: DyingServer;
  egress: Egress;
  page: Page;
}

/** A page of a site that is about to die, behind a run's proxy, with a connection that has been used before. */
async function openShop(protocol: Protocol, death: Death, path = '/', options: Partial<EgressOptions> = {}): Promise<Shop> {
  const server = await startDyingServer(protocol, death);
  const policy = createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true });
  const egress = await startEgress({ policy, resolve: async () => ['127.0.0.1'], ...options });
  const context = await browser.newContext({ proxy: { server: egress.server, bypass: '<-loopback>' } });
  endings.push(async () => {
    await context.close();
    await egress.close();
    await server.close();
  });
  egress.askBrowser(watchContext(context));
  const page = await context.newPage();
  const deadline = startDeadline(60_000, 'signing in');
  await signInToProxy(page, egress, deadline);
  deadline.end();
  await page.goto(`${server.origin}${path}`);
  await page.evaluate((again) => fetch(again).then((answer) => answer.text()), path);
  return { server, egress, page };
}

/** Everything that an asked question of the browser can still bring has come when it has visited another page of the site. */
async function goOn({ server, page }: Shop): Promise<void> {
  const go = () => page.goto(`${server.origin}/after`);
  // A lost request is aborted together with everything else that loads just then.
  await go().catch(go);
  await page.evaluate(() => fetch('/').then((answer) => answer.text()));
}

/** `npm test` takes each way to die once; with ROTE_TEST_ALL every combination with form, fetch and connection (see CONTRIBUTING.md). */
const EVERY = process.env.ROTE_TEST_ALL !== undefined;

const https = (['https', 'h2'] as const)
  .flatMap((protocol) =>
    (['fin', 'rst', 'notify'] as const).flatMap((death) =>
      (['form', 'fetch'] as const).map((button) => [protocol, death, button] as const),
    ),
  )
  .filter(([, , button]) => EVERY || button === 'form');

describe('through a tunnel (https)', () => {
  test.each(https.filter(([, death, button]) => death === 'fin' || (EVERY && button === 'fetch')))(
    'control: %s, %s, a %s POST: without a write under way Chromium sends it twice',
    async (protocol, death, button) => {
      const shop = await openShop(protocol, death);
      await shop.page.click(`#${button}`);
      await shop.server.posted(2);
      expect(shop.server.posts).toEqual(['/pay', '/pay']);
    },
  );

  test.each(https)(
    '%s, %s, a %s POST of a write: it arrives once, the loss is told, and the run can go on [EGRESS-07]',
    async (protocol, death, button) => {
      const shop = await openShop(protocol, death);
      const write = shop.egress.duringWrite();
      await shop.page.click(`#${button}`);
      await shop.server.posted(1);
      const lost = [...(await write.end())];
      await expect.poll(async () => lost.push(...(await write.end())), { timeout: 60_000 }).toBe(1);
      expect(lost).toEqual([{ host: new URL(shop.server.origin).host }]);
      await goOn(shop);
      expect(shop.server.posts).toEqual(['/pay']);
    },
  );

  test.each(https.filter(([, death]) => death === 'fin'))(
    '%s, %s, a %s POST of a write, and the run goes on at once',
    async (protocol, death, button) => {
      const shop = await openShop(protocol, death);
      shop.egress.duringWrite();
      await shop.page.click(`#${button}`);
      await shop.server.posted(1);
      await goOn(shop);
      expect(shop.server.posts).toEqual(['/pay']);
    },
  );

  test.each(['https', 'h2'] as const)('%s: the answer is lost after the action has ended', async (protocol) => {
    const shop = await openShop(protocol, 'fin');
    const write = shop.egress.duringWrite();
    await shop.page.click('#slow');
    await shop.server.posted(1);
    expect(await write.end()).toEqual([]);
    await shop.server.close();
    await shop.page.getByText('failed').waitFor();
    expect(shop.server.posts).toEqual(['/slow']);
  });

  test('on a new connection', async () => {
    const shop = await openShop('https', 'fin', '/fresh');
    shop.egress.duringWrite();
    await shop.page.click('#fetch');
    await shop.server.posted(1);
    await shop.page.getByText('failed').waitFor();
    await goOn(shop);
    expect(shop.server.posts).toEqual(['/pay']);
  });

  test.each(['keepalive', 'worker'])('a request that no page can abort (%s) stays unanswered', async (button) => {
    const shop = await openShop('https', 'fin');
    const write = shop.egress.duringWrite();
    await shop.page.click(`#${button}`);
    await shop.server.posted(1);
    const lost = [...(await write.end())];
    await expect.poll(async () => lost.push(...(await write.end())), { timeout: 60_000 }).toBe(1);
    await goOn(shop);
    expect(shop.server.posts).toEqual(['/pay']);
  });

  test.each(['https', 'h2'] as const)('%s: a GET during a write recovers as ever', async (protocol) => {
    const { egress, page } = await openShop(protocol, 'fin');
    const write = egress.duringWrite();
    expect(await page.evaluate(() => fetch('/flaky').then((answer) => answer.status))).toBe(200);
    expect(await write.end()).toEqual([]);
  });

  test('an idle connection that ends beside a slow POST does not disturb it', async () => {
    const { server, egress, page } = await openShop('https', 'fin');
    const write = egress.duringWrite();
    await page.evaluate(() => Promise.all([1, 2, 3].map((n) => fetch(`/?${n}`).then((answer) => answer.text()))));
    await page.click('#slow');
    await server.posted(1);
    await server.endIdleConnections();
    await page.evaluate(() => 'the proxy has seen it');
    expect(await write.end()).toEqual([]);
    await page.evaluate(() => fetch('/').then((answer) => answer.text()));
    server.answerSlow();
    await page.getByText('answer 200').waitFor();
    expect(server.posts).toEqual(['/slow']);
  });

  test('a web socket hears everything during a write, also that it ended', async () => {
    const { egress, page, server } = await openShop('https', 'notify');
    const write = egress.duringWrite();
    const heard = await page.evaluate(
      (url) =>
        new Promise<string[]>((resolve) => {
          const said: string[] = [];
          const socket = new WebSocket(url);
          socket.addEventListener('open', () => socket.send('one'));
          socket.addEventListener('message', ({ data }) => {
            said.push(data);
            if (data === '') socket.send('two');
          });
          socket.addEventListener('close', () => resolve(said));
        }),
      `${server.origin.replace('https', 'wss')}/socket`,
    );
    expect(heard).toEqual(['hi', '']);
    expect(await write.end()).toEqual([]);
  });
});

describe('plain http', () => {
  const all = (['fin', 'rst', 'half_head', 'half_body', 'silence'] as const).flatMap((death) =>
    (['form', 'fetch'] as const).flatMap((button) => (['/', '/fresh'] as const).map((path) => [death, button, path] as const)),
  );
  const cases = all.filter(([, button, path], index) => EVERY || (button === (index % 8 < 4 ? 'form' : 'fetch') && path === '/'));
  test.each(cases)(
    '%s, a %s POST from %s: the proxy answers for the site, and the POST arrives once [EGRESS-07]',
    async (death, button, path) => {
      const shop = await openShop('http', death, path, { idleTimeoutMs: 500 });
      const write = shop.egress.duringWrite();
      await shop.page.click(`#${button}`);
      await shop.server.posted(1);
      if (button === 'fetch') await shop.page.getByText(death.startsWith('half') ? /answer 200|failed/ : /answer 50[24]/).waitFor();
      await goOn(shop);
      expect(shop.server.posts).toEqual(['/pay']);
      expect((await write.end()).length).toBe(death.startsWith('half') ? 0 : 1);
    },
  );
});

describe('a whole run', () => {
  test.each(['http', 'https', 'h2'] as const)('%s: the step ends as unknown, also without a verification', async (protocol) => {
    const server = await startDyingServer(protocol, 'fin');
    const folder = await mkdtemp(join(tmpdir(), 'rote-lost-'));
    const trusting = join(folder, 'browser.sh');
    await writeFile(trusting, `#!/bin/sh\nexec "${executablePath}" --ignore-certificate-errors "$@"\n`);
    await chmod(trusting, 0o755);
    const place = await openTestPlace();
    endings.push(() => Promise.all([server.close(), place.remove(), rm(folder, { recursive: true })]));
    await place.playbook(
      'pay',
      `
id: pay
name: Pay
start_url: '{base_url}/'
guardrails: { allow_private_networks: true, enable_llm_action_check: false }
steps:
  - { action: click, description: Pay, selector: { primary: '#form' }, effect: write, on_failure: retry }
`,
    );
    const { report } = await place.run(
      { directive: 'go', playbook: 'pay', start_url: server.origin, recording: { trace: false, screenshots: false } },
      { browser: async () => ({ ...(await findBrowser())!, path: trusting }) },
    );
    expect(report.status).toBe('failed');
    expect(report.ledger).toEqual([expect.objectContaining({ step: 1, state: 'unknown' })]);
    expect(server.posts).toEqual(['/pay']);
  });
});
