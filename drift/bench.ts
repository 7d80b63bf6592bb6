import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundBrowser } from '../src/browser/index.ts';
import type { Models } from '../src/model/index.ts';
import type { ApplicationPlan } from './applications/application-plan.ts';
import { samplePlan } from './applications/sample-plan.ts';
import { shopAdminPlan } from './applications/shop-admin-plan.ts';
import type { BenchTarget } from './cases/drift-case.ts';
import { startSampleTarget } from './cases/sample-target.ts';
import { startShopTarget } from './cases/shop-target.ts';
import type { Drift } from './drifts/drift.ts';
import { type Cell, runCell } from './run-cell.ts';

export interface BenchParts {
  readonly drifts: readonly Drift[];
  /** Only these; all when empty. */
  readonly playbooks: readonly string[];
  readonly seed: number;
  /** 2: both applications side by side. */
  readonly parallel: number;
  readonly browser: FoundBrowser;
  /** A fresh pair for each run. */
  readonly models: () => Models;
  readonly signal: AbortSignal;
  onCell(cell: Cell): void;
  onNote(text: string): void;
}

/** Every playbook of each application under every drift, one run after the other in each application. Cells come in the order of the drifts. */
export async function runBench(parts: BenchParts): Promise<Cell[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-drift-files-'));
  try {
    const lanes = [
      () => lane(parts, samplePlan, async () => ({ ok: true as const, target: await startSampleTarget(folder) })),
      () => lane(parts, shopAdminPlan, () => startShopTarget(folder)),
    ];
    if (parts.parallel > 1) return (await Promise.all(lanes.map((run) => run()))).flat();
    const cells: Cell[] = [];
    for (const run of lanes) cells.push(...(await run()));
    return cells;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Started = { ok: true; target: BenchTarget } | { ok: false; reason: string };

async function lane(parts: BenchParts, plan: ApplicationPlan, start: () => Promise<Started>): Promise<Cell[]> {
  if (parts.playbooks.length > 0 && !parts.playbooks.some((id) => PLAYBOOKS[plan.name]?.includes(id))) return [];
  const started = await start();
  if (!started.ok) {
    parts.onNote(`${plan.name} is left out: ${started.reason}`);
    return [];
  }
  const { target } = started;
  const cells: Cell[] = [];
  try {
    for (const drift of parts.drifts) {
      for (const one of target.cases) {
        if (parts.playbooks.length > 0 && !parts.playbooks.includes(one.playbook)) continue;
        parts.signal.throwIfAborted();
        const { seed, browser, models, signal } = parts;
        const cell = await runCell({ plan, target, one, drift, seed, browser, models, signal });
        cells.push(cell);
        parts.onCell(cell);
      }
    }
    return cells;
  } finally {
    await target.stop();
  }
}

/** Known before an application is started, so that one that is not asked for is not. */
export const PLAYBOOKS: Readonly<Record<string, readonly string[]>> = {
  sample: ['cancel_order', 'refund_order', 'attach_receipt', 'lookup_customer', 'order_status', 'export_orders'],
  'shop-admin': ['decide_refund', 'approve_refunds', 'reassign_order', 'edit_customer', 'export_customers'],
};
