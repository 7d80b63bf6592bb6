import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type RunningSample, startSample } from '../../sample/index.ts';
import { type BenchTarget, type DriftCase, type Effect, effectOfReading, effectOfWrite, type Snapshot } from './drift-case.ts';

const ORDER = 10234;
const REFUNDED = 10237;

/** Starts the sample back office, with a job for each of the bundled playbooks. `folder` takes the files to upload. */
export async function startSampleTarget(folder: string): Promise<BenchTarget> {
  const sample = await startSample();
  const receipt = join(folder, 'receipt.pdf');
  await writeFile(receipt, '%PDF-1.4 receipt');
  return {
    origin: sample.url,
    credentials: { username: sample.user, password: sample.password },
    playbooks: resolve(import.meta.dirname, '../../playbooks'),
    cases: casesOf(sample, receipt),
    snapshot: async () => snapshotOf(sample),
    reset: async () => sample.reset(),
    stop: () => sample.close(),
  };
}

function snapshotOf({ store }: RunningSample): Snapshot {
  const orders = store.orders().map((order): [string, string] => {
    const refunds = store.refundsOf(order).map(({ amountCents, reason, comment }) => `${amountCents} ${reason}: ${comment}`);
    const files = order.attachments.map(({ name }) => name);
    const text = JSON.stringify({ status: order.status, reason: order.cancelReason, refunds, files, notes: order.notes.length });
    return [`order ${order.id}`, `${text} ${JSON.stringify(order.requests)}`];
  });
  const customers = store.customers().map(({ id, vip }): [string, string] => [`customer ${id}`, String(vip)]);
  return new Map([...orders, ...customers]);
}

function casesOf(sample: RunningSample, receipt: string): DriftCase[] {
  const { store } = sample;
  const requests = (id: number) => store.order(id)!.requests;
  const customer = store.customer(508)!;
  return [
    {
      playbook: 'cancel_order',
      directive: `Cancel order #${ORDER}`,
      params: {},
      kind: 'write',
      effect: (run) => effectOfWrite(run, { [`order ${ORDER}`]: ['"cancelled"', '"customer_request"'] }, requests(ORDER).cancel),
    },
    {
      playbook: 'refund_order',
      directive: `Refund €12.50 of order #${REFUNDED}`,
      params: { comment: 'Lid was scratched' },
      kind: 'write',
      effect: (run) => effectOfWrite(run, { [`order ${REFUNDED}`]: ['["1250 damaged: Lid was scratched"]'] }, requests(REFUNDED).refund),
    },
    {
      playbook: 'attach_receipt',
      directive: `Attach the receipt to order #${ORDER}`,
      params: { receipt },
      kind: 'write',
      effect: (run) => effectOfWrite(run, { [`order ${ORDER}`]: ['["receipt.pdf"]'] }, requests(ORDER).attachment),
    },
    {
      playbook: 'lookup_customer',
      directive: `Look up customer ${customer.name}`,
      params: {},
      kind: 'read',
      effect: (run) => effectOfReading(run, [customer.country, customer.phone, customer.email]),
    },
    {
      playbook: 'order_status',
      directive: `What is the status of order #${ORDER}?`,
      params: {},
      kind: 'read',
      effect: (run) => effectOfReading(run, [store.order(ORDER)!.status]),
    },
    {
      playbook: 'export_orders',
      directive: 'Export orders',
      params: {},
      kind: 'read',
      effect: async ({ folder }) => {
        const shipped = store.orders().filter(({ status }) => status === 'shipped').length;
        return effectOfDownload(folder, (lines) => lines.length === shipped && lines.every((line) => line.includes(',shipped,')));
      },
    },
  ];
}

/** Judges the lines below the header of the CSV file that a run has downloaded. */
export async function effectOfDownload(folder: string, isCorrect: (lines: string[]) => boolean): Promise<Effect> {
  const downloads = join(folder, 'downloads');
  const names = await readdir(downloads).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return { kind: 'none', what: 'no file was downloaded' };
  const texts = await Promise.all(names.map((name) => readFile(join(downloads, name), 'utf8')));
  const correct = texts.some((text) => isCorrect(text.trim().split(/\r?\n/).slice(1)));
  return correct ? { kind: 'done', what: 'the file is correct' } : { kind: 'none', what: 'the file has the wrong lines' };
}
