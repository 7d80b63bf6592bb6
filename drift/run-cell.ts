import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/base/index.ts';
import type { FoundBrowser } from '../src/browser/index.ts';
import { type RunReport, runConfigSchema } from '../src/contract/index.ts';
import type { Models } from '../src/model/index.ts';
import { executeRun, readPlaybookFolder } from '../src/run/index.ts';
import type { ApplicationPlan } from './applications/application-plan.ts';
import { type BenchTarget, changedByReading, type DriftCase, type Effect } from './cases/drift-case.ts';
import type { Drift } from './drifts/drift.ts';
import { startDriftProxy } from './proxy/start-drift-proxy.ts';
import { type BrokenStep, brokenSteps } from './tiers.ts';
import { judge, type Verdict } from './verdict.ts';

/** One playbook under one drift: what broke, who helped, what came of it. */
export interface Cell {
  readonly application: string;
  readonly playbook: string;
  readonly drift: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly effect: Effect;
  readonly status: RunReport['status'];
  readonly ledger: readonly string[];
  /** What the drift changed of what this run saw; nothing: it did not meet the drift. */
  readonly touched: readonly string[];
  readonly broken: readonly BrokenStep[];
  readonly error: string;
  readonly durationMs: number;
  readonly tokens: number;
}

export interface CellParts {
  readonly plan: ApplicationPlan;
  readonly target: BenchTarget;
  readonly one: DriftCase;
  readonly drift: Drift;
  readonly seed: number;
  readonly browser: FoundBrowser;
  readonly models: () => Models;
  readonly signal: AbortSignal;
}

const TIMEOUT_SECONDS = 240;

/** Puts the application back, replays the playbook through the proxy, and asks the application what happened. */
export async function runCell(parts: CellParts): Promise<Cell> {
  const { plan, target, one, drift, seed, browser, models, signal } = parts;
  await target.reset();
  const before = await target.snapshot();
  const proxy = await startDriftProxy({ origin: target.origin, plan, drift, seed });
  const folder = await mkdtemp(join(tmpdir(), 'rote-drift-'));
  try {
    const { report, folder: runFolder = folder } = await executeRun({
      config: runConfigSchema.parse({
        directive: one.directive,
        playbook: one.playbook,
        playbook_params: one.params,
        start_url: proxy.url,
        credentials: target.credentials,
        guardrails: { allow_private_networks: true },
        recording: { trace: false, screenshots: false },
        timeout_seconds: TIMEOUT_SECONDS,
      }),
      folders: { runs: folder, playbooks: target.playbooks, profiles: join(folder, 'profiles') },
      browser: async () => browser,
      signal,
      log: silentLog,
      models,
    });
    // What the browser had sent before it was closed may still be on its way.
    await proxy.idle();
    const after = await target.snapshot();
    const finished = { report, folder: runFolder, before, after, writes: proxy.writes() };
    const effect = (one.kind === 'read' ? changedByReading(finished) : undefined) ?? (await one.effect(finished));
    const { playbooks } = await readPlaybookFolder(target.playbooks);
    const playbook = playbooks.find((loaded) => loaded.playbook.id === one.playbook)?.playbook;
    return {
      application: plan.name,
      playbook: one.playbook,
      drift: drift.name,
      seed,
      verdict: judge(one.kind, report.status, report.ledger, effect),
      effect,
      status: report.status,
      ledger: report.ledger.map(({ step, state }) => `${step} ${state}`),
      touched: proxy.touched(),
      broken: playbook ? brokenSteps(report, playbook, one.params, proxy.url) : [],
      error: report.error?.message ?? '',
      durationMs: report.duration_ms,
      tokens: report.tokens.input + report.tokens.output,
    };
  } finally {
    await proxy.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
