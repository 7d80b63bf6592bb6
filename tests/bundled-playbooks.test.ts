import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runEventSchema } from '../src/contract/index.ts';
import { parsePlaybook } from '../src/playbook/index.ts';
import { BUNDLED_PLAYBOOKS } from './support/run-here.ts';
import { useSample } from './support/use-sample.ts';

/** Every bundled playbook does its job in the sample, from a sentence, and the sample says so too. */
describe('bundled playbooks', () => {
  const shop = useSample({ playbooks: BUNDLED_PLAYBOOKS });

  const run = (directive: string, playbook_params = {}) => shop.run({ directive, playbook_params, recording: {} });

  test('none of them switches off the judging of clicks', async () => {
    const files = (await readdir(BUNDLED_PLAYBOOKS)).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const parsed = parsePlaybook(await readFile(join(BUNDLED_PLAYBOOKS, name), 'utf8'), name);
      expect(parsed).toMatchObject({ ok: true });
      expect(parsed.ok && parsed.playbook.guardrails.enable_llm_action_check, name).not.toBe(false);
    }
  });

  test('cancel an order: the order is cancelled, once, and the ledger says verified', async () => {
    const { report, folder, events } = await run('Cancel order #10234');
    expect(report.error).toBeNull();
    expect(report).toMatchObject({ status: 'completed', playbook: 'cancel_order', driver: 'playbook', tokens: { input: 0 } });
    expect(shop.sample.store.order(10234)).toMatchObject({ status: 'cancelled', requests: { cancel: 1 } });
    expect(report.ledger).toEqual([expect.objectContaining({ state: 'verified' })]);

    // The folder is whole: gapless events that parse, the terminal one last, and everything that the manifest names.
    const lines = (await readFile(join(folder!, 'events.ndjson'), 'utf8')).trimEnd().split('\n');
    const ids = lines.map((line) => runEventSchema.parse(JSON.parse(line)).id);
    expect(ids).toEqual(ids.map((_id, index) => index + 1));
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'complete', status: 'completed' });
    expect(events.map((event) => event.id)).toEqual(ids);
    const manifest = JSON.parse(await readFile(join(folder!, 'manifest.json'), 'utf8'));
    const names = manifest.artifacts.map((artifact: { path: string }) => artifact.path);
    expect(names).toEqual(expect.arrayContaining(['events.ndjson', 'status.json', 'trace.zip', 'actions/0001_browser_dom_goto.json']));
    for (const name of names) expect(existsSync(join(folder!, name)), name).toBe(true);
    expect((await readdir(folder!)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('a refund is entered once, with the amount that was asked for', async () => {
    const order = shop.sample.store.orders().find((one) => one.status === 'delivered' && shop.sample.store.refundableCents(one) > 1000)!;
    const { report } = await run(`Refund order #${order.id}`, { amount: '5.00' });
    expect(report.error).toBeNull();
    expect(shop.sample.store.refundsOf(order)).toEqual([expect.objectContaining({ amountCents: 500 })]);
    expect(order.requests.refund).toBe(1);
  });

  test('an export keeps the file whole in the run folder', async () => {
    const { report, folder } = await run('Export orders');
    expect(report.error).toBeNull();
    const file = report.artifacts.find((artifact) => artifact.kind === 'download')!;
    const csv = await readFile(join(folder!, file.path), 'utf8');
    expect(csv.split('\n')[0]).toContain(',');
    expect(csv).toContain('shipped');
  });

  test('an upload is attached to its order', async () => {
    const receipt = join(shop.place.folder, 'receipt.pdf');
    await writeFile(receipt, '%PDF-1.4 receipt');
    const { report } = await run('Attach the receipt to order #10234', { receipt });
    expect(report.error).toBeNull();
    expect(shop.sample.store.order(10234)!.attachments).toHaveLength(1);
  });

  test('a status is read through the API with the captured session, which is written nowhere', async () => {
    const { report, folder } = await run('Order status of #10234');
    expect(report.error).toBeNull();
    expect(report.playbook).toBe('order_status');
    expect(Object.values(report.data).join(' ')).toMatch(/pending|paid|packed|shipped|delivered/i);
    expect(await readFile(join(folder!, 'events.ndjson'), 'utf8')).not.toMatch(/session=[\w-]{8}/);
  });
});
