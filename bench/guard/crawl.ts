/**
 * Presses every control of some pages of a real application and writes what it really sends: one line of JSON per control, for
 * `npm run bench:guard -- controls`. What a press sends is recorded in the browser and goes no further, and the page stays, so the application
 * keeps its first data for every press. Forms are sent without the browser's check of their fields, and every question is agreed to.
 *
 *   npm run bench:controls -- django OUT.jsonl [--apps ../shared/apps]
 *   npm run bench:controls -- redmine OUT.jsonl --origin http://127.0.0.1:4011 [--from PATH]
 *
 * Redmine: Debian's packages redmine and redmine-sqlite, seeded and running, user admin with the password admin-pass-1.
 */
import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { noDeadline, silentLog, startDeadline } from '../../src/base/index.ts';
import { type ElementDescription, findBrowser, openSession } from '../../src/browser/index.ts';
import { evaluateAll } from '../../src/browser/page-world/bridge/evaluate-all.ts';
import { assertPageSession, type PageSession } from '../../src/browser/session/page-session.ts';
import { startShopAdmin } from '../../tests/shop-admin.ts';
import { type CrawledApplication, DJANGO_PAGES, REDMINE_PAGES } from './crawled-applications.ts';

const CONTROLS =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, th, tr, [role=button], [role=link], [role=menuitem], [role=tab], [role=option], [onclick], [tabindex]';
const MAX_PER_PAGE = 60;
const PRESSED_WITHIN_MS = 2_500;

const { values, positionals } = parseArgs({
  options: { apps: { type: 'string' }, origin: { type: 'string' }, from: { type: 'string' } },
  allowPositionals: true,
});
const [name = '', out = ''] = positionals;
/** So long after a press, requests belong to it. */
const QUIET_MS = 250;

async function application(): Promise<CrawledApplication> {
  if (name === 'django') {
    const started = await startShopAdmin(values.apps && resolve(values.apps));
    if (!started.ok) throw new Error(started.reason);
    const { shop } = started;
    const login = async (page: Page) => {
      await page.goto(`${shop.url}/admin/login/`);
      await page.fill('#id_username', shop.user);
      await page.fill('#id_password', shop.password);
      await page.click('[type=submit]');
    };
    return { origin: shop.url, pages: DJANGO_PAGES, login, stop: () => shop.stop() };
  }
  if (name === 'redmine') {
    const { origin = '' } = values;
    const login = async (page: Page) => {
      await page.goto(`${origin}/login`);
      await page.fill('#username', 'admin');
      await page.fill('#password', 'admin-pass-1');
      await page.click('#login-submit');
    };
    return { origin, pages: REDMINE_PAGES, login, stop: async () => undefined };
  }
  throw new Error(`no application is called "${name}"`);
}

const browser = await findBrowser();
if (browser === undefined) throw new Error('no browser is installed');
const app = await application();
const session = await openSession(
  {
    executablePath: browser.path,
    viewport: { width: 1280, height: 900 },
    downloadsFolder: await mkdtemp(join(tmpdir(), 'rote-crawl-downloads-')),
    secrets: { redact: (text) => text },
  },
  noDeadline,
);
assertPageSession(session);
session.decideDialogs({ decide: () => ({ accept: true }) });
const seen = new Set<string>();
let sent: string[] = [];
let isPressing = false;
await session
  .page()
  .context()
  .route('**/*', (route) => {
    const request = route.request();
    const reads = ['GET', 'HEAD', 'OPTIONS'].includes(request.method());
    if (isPressing && !reads) sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    // An empty answer leaves the page as it is.
    return isPressing && (!reads || request.isNavigationRequest()) ? route.fulfill({ status: 204 }) : route.continue();
  });

async function open(path: string): Promise<Page> {
  const page = (session as PageSession).page();
  const visit = () => page.goto(app.origin + path, { waitUntil: 'load', timeout: 60_000 });
  // What the last press began may come in between.
  await visit().catch(() => pause(1_000).then(visit));
  await page.evaluate(() => {
    for (const form of document.forms) form.noValidate = true;
  });
  return page;
}

/** Presses a control; false if it could not be pressed. */
async function press(page: Page, index: number): Promise<boolean> {
  sent = [];
  isPressing = true;
  try {
    await page.locator(`css=${CONTROLS}`).nth(index).click({ timeout: PRESSED_WITHIN_MS, noWaitAfter: true });
    await pause(QUIET_MS);
    return true;
  } catch {
    // Something is in front of it, or it is gone.
    return false;
  } finally {
    isPressing = false;
    for (const tab of page.context().pages().slice(1)) await tab.close();
  }
}

/** What the guard would be told of the control number `index`; undefined if it is not there for a person or was pressed elsewhere. */
async function factsOf(page: Page, index: number): Promise<ElementDescription | undefined> {
  const place = { frame: page.mainFrame(), selector: `css=${CONTROLS} >> nth=${index}` };
  using own = startDeadline(5_000, 'a control', { log: silentLog });
  const facts = await evaluateAll(place, 'readFacts', {}, own).catch(() => undefined);
  const hindrance = await evaluateAll(place, 'readHindrance', undefined, own).catch(() => undefined);
  if (facts?.first === undefined || facts.visible === 0 || hindrance?.disabled !== undefined || hindrance?.cover !== undefined)
    return undefined;
  const used = facts.first.uses ?? facts.first;
  return JSON.parse(JSON.stringify({ ...used, uses: undefined }).replaceAll(app.origin, 'http://app.test')) as ElementDescription;
}

function isNew({ role, name: label, href = '', sends, tag }: ElementDescription): boolean {
  const key = JSON.stringify([tag, role, label, href, sends]).replace(/\d+/g, '#');
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

try {
  await app.login(session.page());
  await writeFile(out, '');
  const from = app.pages.indexOf(values.from ?? '');
  for (const path of app.pages.slice(Math.max(0, from))) {
    const page = await open(path);
    const count = await page.locator(`css=${CONTROLS}`).count();
    let pressed = 0;
    for (let index = 0; index < count && pressed < MAX_PER_PAGE; index++) {
      const facts = await factsOf(page, index);
      if (facts === undefined || !isNew(facts)) continue;
      if (!(await press(page, index))) continue;
      pressed++;
      await appendFile(out, `${JSON.stringify({ application: name, page: path, facts, sent })}\n`);
      // A script has opened another page or changed this one.
      if ((await page.locator(`css=${CONTROLS}`).count()) !== count || page.url() !== app.origin + path) await open(path);
    }
    console.log(`${path}: ${pressed}`);
  }
} finally {
  await session.close();
  await app.stop();
}
