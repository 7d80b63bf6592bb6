import { type Kysely, sql, type Transaction } from 'kysely';
import type { RunEvent, RunReport } from '../../contract/index.ts';
import type { Tables } from '../database/schema.ts';
import type { RunEnd, Totals } from '../run-store.ts';

interface Increment {
  name: string;
  labels?: Record<string, string>;
  by: number;
}

/** Upper bounds of the histogram of run durations. */
const DURATION_BUCKETS_S = [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Counted once, when a run ends. */
export function countsOfEnd({ status, error }: RunEnd): Increment[] {
  return [{ name: 'rote_runs_total', labels: { status, error_code: error?.code ?? '' }, by: 1 }];
}

/** Counted for the first report of a run, which comes with its end or later. */
export function countsOfReport({ duration_ms, tokens, ledger }: RunReport): Increment[] {
  const seconds = duration_ms / 1_000;
  const bounds = [...DURATION_BUCKETS_S.filter((bound) => seconds <= bound).map(String), '+Inf'];
  const counts: Increment[] = [
    ...bounds.map((le) => ({ name: 'rote_run_duration_seconds_bucket', labels: { le }, by: 1 })),
    { name: 'rote_run_duration_seconds_sum', by: seconds },
    { name: 'rote_run_duration_seconds_count', by: 1 },
    { name: 'rote_tokens_total', labels: { kind: 'input' }, by: tokens.input },
    { name: 'rote_tokens_total', labels: { kind: 'output' }, by: tokens.output },
    { name: 'rote_cost_usd_total', by: tokens.cost_usd ?? 0 },
    { name: 'rote_effects_unknown_total', by: ledger.filter((entry) => entry.state === 'unknown').length },
  ];
  return counts.filter((count) => count.by > 0);
}

/** Counted from the events of a run: what its report does not contain. */
export function countsOfEvents(events: readonly RunEvent[]): Increment[] {
  const counts = new Map<string, Increment>();
  const add = (name: string, labels: Record<string, string> = {}) => {
    const key = name + labelText(labels);
    const count = counts.get(key) ?? { name, labels, by: 0 };
    count.by += 1;
    counts.set(key, count);
  };
  for (const event of events) {
    if (event.type === 'action') add('rote_actions_total', { action: event.action, ok: String(event.ok) });
    if (event.type === 'step') add('rote_steps_total', { status: event.result.status });
    if (event.type === 'guard' && event.verdict === 'blocked') add('rote_guard_blocks_total', { where: event.where });
    if (event.type === 'guard' && event.where === 'stuck') add('rote_stuck_total', { verdict: event.verdict });
    if (event.type === 'handoff') add('rote_handoffs_total', { taken: String(event.taken) });
    if (event.type === 'step' && event.result.status === 'recovered') add('rote_recoveries_total');
    if (event.type === 'model') add('rote_model_calls_total', { model: event.model, ok: String(event.ok) });
  }
  return [...counts.values()];
}

/** Always in the same order: two transactions cannot deadlock. */
export async function increment(transaction: Transaction<Tables>, counts: readonly Increment[]): Promise<void> {
  const rows = counts.map(({ name, labels = {}, by }) => ({ name, labels: labelText(labels), value: by }));
  rows.sort((a, b) => (a.name + a.labels < b.name + b.labels ? -1 : 1));
  if (rows.length === 0) return;
  await transaction
    .insertInto('counters')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['name', 'labels']).doUpdateSet({ value: sql`counters.value + excluded.value` }))
    .execute();
}

export async function readTotals(db: Kysely<Tables>): Promise<Totals> {
  const byStatus = await db
    .selectFrom('runs')
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .groupBy('status')
    .execute();
  const counters = await db.selectFrom('counters').selectAll().execute();
  return {
    byStatus: Object.fromEntries(byStatus.map((row) => [row.status, Number(row.count)])),
    counters: counters.map(({ name, labels, value }) => ({ name, labels: JSON.parse(labels) as Record<string, string>, value })),
  };
}

function labelText(labels: Record<string, string>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))));
}
