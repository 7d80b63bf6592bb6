import { DatabaseSync } from 'node:sqlite';
import { changedRecords, type Snapshot } from '../../drift/cases/drift-case.ts';
import { type ShopAdmin, startShopAdmin } from '../../tests/shop-admin.ts';
import type { Job, JobOutcome, StartedApplication } from './application.ts';

/** Django's admin over a small shop. Its data is read from the database file. */
export async function startDjangoAdmin(apps?: string): Promise<StartedApplication> {
  const started = await startShopAdmin(apps);
  if (!started.ok) return started;
  const { shop } = started;
  return {
    ok: true,
    application: {
      name: 'django-admin',
      origin: shop.url,
      credentials: { username: shop.user, password: shop.password },
      heading: '#content h1',
      jobs: JOBS,
      snapshot: async () => snapshotOf(shop),
      reset: () => shop.reset(),
      stop: () => shop.stop(),
      changes: (path, record) => {
        const [, id] = /^\/admin\/shop\/refund\/(\d+)\/(?:change|delete)\/$/.exec(path) ?? [];
        // The list approves many at once; a line of the log belongs to the change that it describes.
        return path === '/admin/shop/refund/' || (id !== undefined && (record === `refund ${id}` || record.startsWith(`log ${id} `)));
      },
    },
  };
}

/** All refunds, customers, orders, and Django's own log: one line for each time that a form was saved or a record deleted. */
function snapshotOf({ databaseFile }: ShopAdmin): Snapshot {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  try {
    const rows = (table: string) => database.prepare(`select * from ${table}`).all();
    return new Map([
      ...rows('shop_refund').map((row): [string, string] => [`refund ${row.id}`, JSON.stringify(row)]),
      ...rows('shop_order').map((row): [string, string] => [`order ${row.id}`, JSON.stringify(row)]),
      ...rows('shop_customer').map((row): [string, string] => [`customer ${row.id}`, JSON.stringify(row)]),
      ...rows('django_admin_log').map((row): [string, string] => [`log ${row.object_id} ${row.id}`, JSON.stringify(row)]),
    ]);
  } finally {
    database.close();
  }
}

const JOBS: readonly Job[] = [
  {
    playbook: 'decide_refund',
    outcome: (before, after) => refundOutcome(before, after, 4, { saves: 1, parts: ['"status":"approved"', '"decided_by":"Noor"'] }),
  },
  {
    playbook: 'note_and_continue',
    outcome: (before, after) => refundOutcome(before, after, 6, { saves: 2, parts: ['"status":"rejected"', '"Customer called."'] }),
  },
  {
    playbook: 'approve_two',
    outcome: (before, after) => {
      const changed = changedRecords(before, after);
      const wanted = ['refund 11', 'refund 12'];
      if (changed.length === 0) return 'no';
      const approved = wanted.every((name) => after.get(name)?.includes('"status":"approved"'));
      return approved && changed.length === wanted.length ? 'done' : 'partly';
    },
  },
  { playbook: 'delete_refund', outcome: (before, after) => refundOutcome(before, after, 8, { saves: 1, parts: undefined }) },
];

/** `parts`: what the refund contains afterwards; undefined if it is deleted. `saves`: how often its form is sent. */
function refundOutcome(
  before: Snapshot,
  after: Snapshot,
  id: number,
  { saves, parts }: { saves: number; parts: readonly string[] | undefined },
): JobOutcome {
  const changed = changedRecords(before, after);
  if (changed.length === 0) return 'no';
  const logged = changed.filter((name) => name.startsWith(`log ${id} `)).length;
  if (logged > saves) return 'twice';
  const refund = after.get(`refund ${id}`);
  const asWanted = parts === undefined ? refund === undefined : parts.every((part) => refund?.includes(part));
  return asWanted && logged === saves && changed.length === logged + 1 ? 'done' : 'partly';
}
