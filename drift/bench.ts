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

export interface BenchOptions {
  readonly drifts: readonly Drift[];
  /** Ids of playbooks; empty for all. */
  readonly playbooks: readonly string[];
  readonly seed: number;
  /** 2 runs both applications side by side. */
  readonly parallel: number;
  readonly browser: FoundBrowser;
  /** Called for each run: the scripted finisher keeps state. */
  readonly models: () => Models;
  readonly signal: AbortSignal;
  onCell(cell: Cell): void;
  onNote(text: string): void;
}

/** Replays every playbook of each application under every drift, one run after the other per application, in the order of the drifts. */
export async function runBench(options: BenchOptions): Promise<Cell[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-drift-files-'));
  try {
    const applications = [
      () => runApplication(options, samplePlan, async () => ({ ok: true as const, target: await startSampleTarget(folder) })),
      () => runApplication(options, shopAdminPlan, () => startShopTarget(folder)),
    ];
    if (options.parallel > 1) return (await Promise.all(applications.map((run) => run()))).flat();
    const cells: Cell[] = [];
    for (const run of applications) cells.push(...(await run()));
    return cells;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Started = { ok: true; target: BenchTarget } | { ok: false; reason: string };

async function runApplication(options: BenchOptions, plan: ApplicationPlan, start: () => Promise<Started>): Promise<Cell[]> {
  if (options.playbooks.length > 0 && !options.playbooks.some((id) => PLAYBOOKS[plan.name]?.includes(id))) return [];
  const started = await start();
  if (!started.ok) {
    options.onNote(`${plan.name} is skipped: ${started.reason}`);
    return [];
  }
  const { target } = started;
  const cells: Cell[] = [];
  try {
    for (const drift of options.drifts) {
      for (const driftCase of target.cases) {
        if (options.playbooks.length > 0 && !options.playbooks.includes(driftCase.playbook)) continue;
        options.signal.throwIfAborted();
        const { seed, browser, models, signal } = options;
        const cell = await runCell({ plan, target, driftCase, drift, seed, browser, models, signal });
        cells.push(cell);
        options.onCell(cell);
      }
    }
    return cells;
  } finally {
    await target.stop();
  }
}

/** Ids of the playbooks of each application, so an application that is not needed is not started. */
export const PLAYBOOKS: Readonly<Record<string, readonly string[]>> = {
  sample: ['cancel_order', 'refund_order', 'attach_receipt', 'lookup_customer', 'order_status', 'export_orders'],
  'shop-admin': ['decide_refund', 'approve_refunds', 'reassign_order', 'edit_customer', 'export_customers'],
};
