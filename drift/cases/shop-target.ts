import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ShopAdmin, startShopAdmin } from '../../tests/shop-admin.ts';
import { type BenchTarget, type DriftCase, effectOfWrite, type Finished, type Snapshot } from './drift-case.ts';
import { effectOfDownload } from './sample-target.ts';

const NOTE = 'Lid is scratched, "as shown"';
/** Records to read back: all refunds, and the orders around those that the jobs change. */
const REFUNDS = Array.from({ length: 80 }, (_, index) => `R-${5000 + index}`);
const ORDERS = Array.from({ length: 60 }, (_, index) => `O-${10100 + index}`);
const PARALLEL_READS = 8;

/** Starts Django's admin, with a job for each of its playbooks. `reason` says why it cannot start on this machine. */
export async function startShopTarget(folder: string): Promise<{ ok: true; target: BenchTarget } | { ok: false; reason: string }> {
  const started = await startShopAdmin();
  if (!started.ok) return started;
  const { shop } = started;
  const evidence = join(folder, 'lid photo.txt');
  await writeFile(evidence, 'a scratch on the lid');
  return {
    ok: true,
    target: {
      origin: shop.url,
      credentials: { username: shop.user, password: shop.password },
      playbooks: resolve(import.meta.dirname, '../../tests/playbooks/shop-admin'),
      cases: casesFor(evidence),
      snapshot: () => snapshotOf(shop),
      reset: () => shop.reset(),
      stop: () => shop.stop(),
    },
  };
}

async function snapshotOf(shop: ShopAdmin): Promise<Snapshot> {
  const wanted = [...REFUNDS.map((number) => ['refunds', number] as const), ...ORDERS.map((number) => ['orders', number] as const)];
  const seen = new Map<string, string>();
  for (let from = 0; from < wanted.length; from += PARALLEL_READS) {
    const some = wanted.slice(from, from + PARALLEL_READS);
    const records = await Promise.all(some.map(([kind, number]) => shop.read(kind, number)));
    for (const [index, record] of records.entries()) seen.set(some[index]![1], JSON.stringify(record));
  }
  return seen;
}

/** How often the application received a form post to a path, with this field if one is given. */
function countPosts({ writes }: Finished, path: RegExp, field?: string): number {
  return writes.filter((write) => path.test(write.path) && (field === undefined || write.form?.has(field) === true)).length;
}

function casesFor(evidence: string): DriftCase[] {
  return [
    {
      playbook: 'decide_refund',
      directive: 'Decide refund R-5003: Approved',
      params: { decided_by: 'Noor', note: NOTE, evidence },
      kind: 'write',
      effect: (run) =>
        effectOfWrite(
          run,
          { 'R-5003': ['"status":"approved"', '"decided_by":"Noor"', JSON.stringify(NOTE), '"evidence":"evidence/lid_photo'] },
          countPosts(run, /\/refund\/\d+\/change\/$/),
        ),
    },
    {
      playbook: 'approve_refunds',
      directive: 'Approve refunds R-5010 and R-5011',
      params: {},
      kind: 'write',
      effect: (run) =>
        effectOfWrite(
          run,
          { 'R-5010': ['"status":"approved"'], 'R-5011': ['"status":"approved"'] },
          countPosts(run, /\/shop\/refund\/$/, 'post'),
        ),
    },
    {
      playbook: 'reassign_order',
      directive: 'Reassign order O-10122 to ada.abel0@example.test',
      params: { sku: 'SKU-777', quantity: 2, unit_price: '12.50', tracking_code: 'TRK-1' },
      kind: 'write',
      effect: (run) =>
        effectOfWrite(
          run,
          { 'O-10122': ['ada.abel0@example.test', '"status":"shipped"', '"TRK-1"', '["SKU-777",2,"12.50"]'] },
          countPosts(run, /\/order\/\d+\/change\/$/),
        ),
    },
    {
      playbook: 'edit_customer',
      directive: 'Edit customer of O-10130',
      params: { new_name: 'Zoë Marlow', note: 'Prefers email.' },
      kind: 'write',
      effect: (run) => {
        // The customer's other orders show the new name too.
        const { customer, email } = JSON.parse(run.before.get('O-10130') ?? '{}') as { customer: string; email: string };
        const own = [...run.before].filter(([, text]) => text.includes(`"${email}"`)).map(([number]) => number);
        const expected = Object.fromEntries(own.map((number) => [number, ['"Zoë Marlow"']]));
        const effect = effectOfWrite(run, expected, countPosts(run, /\/customer\/\d+\/change\/$/));
        return effect.kind === 'done' ? { ...effect, what: `${customer} is Zoë Marlow` } : effect;
      },
    },
    {
      playbook: 'export_customers',
      directive: 'Export customers named ada',
      params: {},
      kind: 'read',
      effect: ({ folder }) => effectOfDownload(folder, (lines) => lines.length === 6 && lines.every((line) => line.includes('Ada '))),
    },
  ];
}
