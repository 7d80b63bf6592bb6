import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../src/browser/index.ts';
import { type RunningSample, startSample } from './index.ts';

let sample: RunningSample;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  sample = await startSample({ faults: true });
  const found = await findBrowser();
  if (!found) throw new Error('no browser');
  browser = await chromium.launch({
    executablePath: found.path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
});
beforeEach(async () => {
  sample.reset();
  page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(sample.url);
  await page.getByLabel('Email').fill(sample.user);
  await page.getByLabel('Password').fill(sample.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/orders');
  return () => page.context().close();
});
afterAll(async () => {
  await browser.close();
  await sample.close();
});

describe('the sample in a real browser', () => {
  it('cancels an order through search, page and dialog', async () => {
    await page.getByLabel('Search orders').fill('#10234');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: '#10234' }).click();
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Keep order' }).click();
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByLabel('Reason').selectOption({ label: 'Customer changed their mind' });
    await page.getByRole('button', { name: 'Yes, cancel order' }).click();
    expect(await page.getByRole('status').textContent()).toBe('Order #10234 has been cancelled.');
    expect(sample.store.order(10234)?.requests.cancel).toBe(1);
  });

  it('keeps the api token in localStorage from the first page on', async () => {
    expect(await page.evaluate(() => localStorage.getItem('fernway.api_token'))).toBe(sample.apiToken);
  });

  it('confirms the deletion of a note in a native dialog', async () => {
    await page.goto(`${sample.url}/orders/10234`);
    const answers = ['dismiss', 'accept'] as const;
    for (const [index, answer] of answers.entries()) {
      page.once('dialog', (dialog) => (answer === 'accept' ? dialog.accept() : dialog.dismiss()));
      await page.getByRole('button', { name: 'Delete note' }).click();
      expect(sample.store.order(10234)?.requests.note).toBe(index);
    }
    await page.getByText('Note deleted.').waitFor();
  });

  it('shows the report in a frame, with 50 rows', async () => {
    await page.getByRole('link', { name: 'Customer report' }).click();
    const frame = page.frameLocator('iframe[title="Customer report"]');
    await frame.locator('tbody tr').first().waitFor();
    expect(await frame.locator('tbody tr').count()).toBe(50);
  });

  it('switches VIP inside the open shadow root', async () => {
    await page.goto(`${sample.url}/customers/502`);
    await page.getByRole('button', { name: 'Mark as VIP' }).click();
    await page.getByText('Saved.').waitFor();
    expect(sample.store.customer(502)?.vip).toBe(true);
  });

  it('opens the invoice in a separate tab and downloads the export', async () => {
    await page.goto(`${sample.url}/orders/10234`);
    const [invoice] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: 'Open invoice' }).click()]);
    await invoice.getByRole('heading', { name: 'Invoice 10234' }).waitFor();
    await page.goto(`${sample.url}/orders`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()]);
    expect(download.suggestedFilename()).toBe('orders.csv');
    expect((await readFile(await download.path(), 'utf8')).split('\r\n')).toHaveLength(252);
  });

  it('loses the answer to a form without making Chromium resend the form', async () => {
    await page.goto(`${sample.url}/orders/10234`);
    sample.faults.arm({ kind: 'drop_after_commit', method: 'POST' });
    await page.getByLabel('Add a note').fill('Called back.');
    const failed = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: 'Save note' }).click();
    expect((await failed).method()).toBe('POST');
    expect(sample.store.order(10234)?.requests.note).toBe(1);
  });

  it('crashes the tab on demand', async () => {
    const crashed = page.waitForEvent('crash', { timeout: 30_000 });
    await expect(page.goto(`${sample.url}/__test/pages/crash_tab`)).rejects.toThrow('crashed');
    await crashed;
  });
});
