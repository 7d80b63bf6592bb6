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

/** One playbook under one drift: what broke, who helped, and the outcome. */
export interface Cell {
  readonly application: string;
  readonly playbook: string;
  readonly drift: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly effect: Effect;
  readonly status: RunReport['status'];
  readonly ledger: readonly string[];
  /** What the drift changed in the pages of this run; empty when it did not affect the run. */
  readonly touched: readonly string[];
  readonly broken: readonly BrokenStep[];
  readonly error: string;
  readonly durationMs: number;
  readonly tokens: number;
}

export interface CellOptions {
  readonly plan: ApplicationPlan;
  readonly target: BenchTarget;
  readonly driftCase: DriftCase;
  readonly drift: Drift;
  readonly seed: number;
  readonly browser: FoundBrowser;
  readonly models: () => Models;
  readonly signal: AbortSignal;
}

const TIMEOUT_SECONDS = 240;

/** Resets the application, replays the playbook through the proxy, and reads the outcome from the application. */
export async function runCell(options: CellOptions): Promise<Cell> {
  const { plan, target, driftCase, drift, seed, browser, models, signal } = options;
  await target.reset();
  const before = await target.snapshot();
  const proxy = await startDriftProxy({ origin: target.origin, plan, drift, seed });
  const folder = await mkdtemp(join(tmpdir(), 'rote-drift-'));
  try {
    const { report, folder: runFolder = folder } = await executeRun({
      config: runConfigSchema.parse({
        directive: driftCase.directive,
        playbook: driftCase.playbook,
        playbook_params: driftCase.params,
        start_url: proxy.url,
        credentials: target.credentials,
        // The bench confirms the clicks of the finisher: what it does is measured in the application afterwards.
        guardrails: { allow_private_networks: true, enable_llm_action_check: false },
        recording: { trace: false, screenshots: false },
        timeout_seconds: TIMEOUT_SECONDS,
      }),
      folders: { runs: folder, playbooks: target.playbooks, profiles: join(folder, 'profiles') },
      browser: async () => browser,
      signal,
      log: silentLog,
      models,
    });
    // Requests that the browser sent before it closed may still be in flight.
    await proxy.idle();
    const after = await target.snapshot();
    const finished = { report, folder: runFolder, before, after, writes: proxy.writes() };
    const effect = (driftCase.kind === 'read' ? changedByReading(finished) : undefined) ?? (await driftCase.effect(finished));
    const { playbooks } = await readPlaybookFolder(target.playbooks);
    const playbook = playbooks.find((loaded) => loaded.playbook.id === driftCase.playbook)?.playbook;
    return {
      application: plan.name,
      playbook: driftCase.playbook,
      drift: drift.name,
      seed,
      verdict: judge(driftCase.kind, report.status, report.ledger, effect),
      effect,
      status: report.status,
      ledger: report.ledger.map(({ step, state }) => `${step} ${state}`),
      touched: proxy.touched(),
      broken: playbook ? brokenSteps(report, playbook, driftCase.params, proxy.url) : [],
      error: report.error?.message ?? '',
      durationMs: report.duration_ms,
      tokens: report.tokens.input + report.tokens.output,
    };
  } finally {
    await proxy.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
