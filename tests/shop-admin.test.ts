import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../src/contract/index.ts';
import { type ShopAdmin, startShopAdmin } from './shop-admin.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

/** What a flow did is read back at the application's own JSON, never taken from what the run says. */
let shop: ShopAdmin | undefined;
let unavailable = '';
let place: TestPlace;

beforeAll(async () => {
  place = await openTestPlace(join(import.meta.dirname, 'playbooks/shop-admin'));
  const started = await startShopAdmin();
  if (started.ok) shop = started.shop;
  else unavailable = started.reason;
});
beforeEach(async (context) => {
  if (!shop) context.skip(unavailable);
  await shop?.reset();
});
afterAll(async () => {
  await shop?.stop();
  await place.remove();
});

async function replay(directive: string, values: Record<string, string | number> = {}): Promise<{ report: RunReport; folder: string }> {
  if (!shop) throw new Error(unavailable);
  const { report, folder = '' } = await place.run({
    directive,
    playbook_params: values,
    start_url: shop.url,
    credentials: { username: shop.user, password: shop.password },
    recording: { trace: false, screenshots: false },
  });
  return { report, folder };
}

/** Shown whole when it is not so: which step broke, and why. */
function expectCompleted(report: RunReport): void {
  expect(report, JSON.stringify(report.step_results, null, 1)).toMatchObject({ status: 'completed', driver: 'playbook', error: null });
  expect(report.step_results.every((result) => result.status === 'ok')).toBe(true);
  expect(report.ledger.map((entry) => entry.state)).toEqual(report.ledger.map(() => 'verified'));
}

describe("Django's admin, replayed", () => {
  it('decides a refund: search, open, status, note with quotes, file, save, read back', async () => {
    const evidence = join(place.folder, 'lid photo.txt');
    await writeFile(evidence, 'a scratch on the lid');
    const note = 'Lid is scratched, "as shown" {on the photo}; 2 × >> 1';
    const { report } = await replay('Decide refund R-5003: Approved', { decided_by: 'Noor', note, evidence });
    expectCompleted(report);
    const refund = await shop?.read('refunds', 'R-5003');
    expect(refund).toMatchObject({ status: 'approved', decided_by: 'Noor', internal_note: note });
    expect(refund?.evidence).toMatch(/^evidence\/lid_photo.*\.txt$/);
    expect(report.data).toMatchObject({ saved_note: note });
  });

  it('approves two refunds at once and leaves the others alone', async () => {
    const { report } = await replay('Approve refunds R-5010 and R-5011');
    expectCompleted(report);
    for (const [number, status] of [
      ['R-5009', 'requested'],
      ['R-5010', 'approved'],
      ['R-5011', 'approved'],
      ['R-5012', 'requested'],
    ] as const) {
      expect(await shop?.read('refunds', number)).toMatchObject({ status });
    }
  });

  it('hands an order to another customer through the autocomplete, adds a line and ships it', async () => {
    const values = { sku: 'SKU-777', quantity: 2, unit_price: '12.50', tracking_code: 'TRK-1' };
    const { report } = await replay('Reassign order O-10122 to ada.abel0@example.test', values);
    expectCompleted(report);
    const order = await shop?.read('orders', 'O-10122');
    expect(order).toMatchObject({ email: 'ada.abel0@example.test', status: 'shipped', tracking_code: 'TRK-1' });
    expect(order?.lines).toEqual([
      ['SKU-490', 3, '194.81'],
      ['SKU-564', 3, '198.75'],
      ['SKU-201', 4, '168.65'],
      ['SKU-777', 2, '12.50'],
    ]);
  });

  it('edits a customer in the pop-up window, which closes itself', async () => {
    const { report } = await replay('Edit customer of O-10130', { new_name: "Zoë O'Neil", note: 'Prefers email.' });
    expectCompleted(report);
    expect(await shop?.read('orders', 'O-10130')).toMatchObject({ customer: "Zoë O'Neil" });
  });

  it('keeps the CSV of an export action', async () => {
    const { report, folder } = await replay('Export customers named ada');
    expectCompleted(report);
    const download = report.artifacts.find((artifact) => artifact.kind === 'download');
    const lines = (await readFile(join(folder, download?.path ?? ''), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines.slice(1).every((line) => line.includes('Ada '))).toBe(true);
  });

  it('stops with a plain sentence and an untouched refund when there is no such refund', async () => {
    const { report } = await replay('Decide refund R-9999: Approved', { decided_by: 'Noor', note: 'none', evidence: import.meta.filename });
    expect(report).toMatchObject({ status: 'failed', ledger: [] });
    expect(report.summary).toContain('There is no refund R-9999.');
    expect(report.step_results.at(-1)).toMatchObject({ step: 1, status: 'failed' });
  });
});
