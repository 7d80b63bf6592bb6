import { dirname, join, resolve } from 'node:path';
import { Cancelled, type Deadline, startDeadline } from '../../../base/index.ts';
import type { RunEvent, RunReport } from '../../../contract/index.ts';
import type { TrialRecord } from '../../records/trial-record.ts';
import { classOfRun } from '../../scoring/failure-class.ts';
import { fill, type LookUp } from '../../suite/placeholders.ts';
import type { EvalCase } from '../../suite/suite.ts';
import type { EvalParts } from '../eval-deps.ts';
import { httpCall } from '../http-call.ts';
import { InfrastructureFailure, reasonOf } from '../infrastructure-failure.ts';
import { observeChecks } from '../observe-checks.ts';
import { lastLine, named, runCommand } from '../run-command.ts';
import type { Slot } from './slot.ts';
import { configOfTrial } from './trial-config.ts';
import { credentialsOf, secretsOfTrial } from './trial-secrets.ts';

/** Time for the setup and the checks together, in addition to the run's own. */
const SETUP_AND_CHECKS_MS = 900_000;
const KEPT_TEXT_CHARS = 64 * 1024;

export const runsFolderOf = (folder: string): string => join(folder, 'runs');

export interface TrialToRun {
  one: EvalCase;
  trial: number;
  attempt: number;
  runId: string;
}

export type TrialEnd = { kind: 'finished'; record: TrialRecord } | { kind: 'infrastructure'; reason: string; costUsd: number | null };

/**
 * Makes one attempt at a trial: setup, run, checks. An infrastructure failure is a value. Throws Cancelled when the evaluation was stopped, and
 * VALIDATION_FAILED for errors in the suite.
 */
export async function runTrial(deps: EvalParts, { one, trial, attempt, runId }: TrialToRun, slot: Slot): Promise<TrialEnd> {
  using deadline = startDeadline(SETUP_AND_CHECKS_MS + (one.timeout_seconds ?? 600) * 1_000, `trial ${trial} of ${one.id}`, {
    signal: deps.signal,
    log: deps.log,
  });
  const startedAt = new Date().toISOString();
  const credentials = await credentialsOf(deps, one, slot);
  const secrets = secretsOfTrial(credentials, one, slot);
  const own = new Map([
    ['case.id', one.id],
    ['trial', String(trial)],
  ]);
  const lookUp: LookUp = (name) => own.get(name) ?? slot.lookUp(name);
  let spent: number | null = 0;
  try {
    await setUp(deps, one, lookUp, deadline);
    const config = configOfTrial(one, runId, credentials, lookUp);
    const events = new EventSummary();
    const { report, folder } = await deps.execute({
      config,
      secrets,
      folders: { runs: runsFolderOf(deps.folder), ...deps.folders },
      signal: deps.signal,
      onEvent: (event) => events.add(event),
      confirmAll: one.confirm_destructive ?? false,
    });
    spent = report.tokens.cost_usd;
    if (deps.signal.aborted) throw deps.signal.reason;
    if (folder === undefined || (report.status !== 'completed' && classOfRun(report) === 'infrastructure')) {
      throw new InfrastructureFailure(report.error?.message ?? report.summary);
    }
    const checked = await observeChecks(one.expect, { deps, config, report, folder, secrets, lookUp, scratch: slot.folder }, deadline);
    const record: TrialRecord = {
      type: 'finished',
      case_id: one.id,
      trial,
      attempt,
      run_id: report.run_id,
      started_at: startedAt,
      finished_at: new Date().toISOString(),
      report: slim(report),
      actions: events.actions,
      handoff: events.handoff,
      has_trace: report.artifacts.some((artifact) => artifact.kind === 'trace'),
      models: [...events.models].sort(),
      ...checked,
    };
    // The id of the case must stay readable, even if it equals a password.
    const { type, case_id } = record;
    return { kind: 'finished', record: { ...secrets.redactValue(record), type, case_id } };
  } catch (error) {
    if (deps.signal.aborted) throw error instanceof Cancelled ? error : deps.signal.reason;
    if (!(error instanceof InfrastructureFailure) && !deadline.signal.aborted) throw error;
    return { kind: 'infrastructure', reason: secrets.redact(reasonOf(error)), costUsd: spent };
  }
}

async function setUp(deps: EvalParts, one: EvalCase, lookUp: LookUp, deadline: Deadline): Promise<void> {
  for (const step of fill(one.setup, lookUp)) {
    if (step.kind === 'http') {
      const { status, text } = await httpCall(step, deadline);
      const asExpected = step.expect_status === undefined ? status >= 200 && status < 300 : status === step.expect_status;
      if (!asExpected)
        throw new InfrastructureFailure(`The setup ${step.method} ${step.url} was answered with ${status}: ${text.slice(0, 200)}`);
      continue;
    }
    const command = { run: step.run, env: step.env, cwd: resolve(dirname(deps.suiteFile), step.cwd ?? '.') };
    using time = deadline.within(step.timeout_ms, `the setup ${named(command)}`);
    const { code, stdout, stderr } = await runCommand(command, time).catch((error: unknown) => {
      deadline.throwIfEnded();
      throw error instanceof InfrastructureFailure ? error : new InfrastructureFailure(reasonOf(error));
    });
    if (code !== 0) throw new InfrastructureFailure(`The setup ${named(command)} ended with ${code}. ${lastLine(stderr || stdout)}`.trim());
  }
}

/** What scoring needs from a run's events, because its report does not have it. */
class EventSummary {
  actions = 0;
  handoff = false;
  readonly models = new Set<string>();

  add(event: RunEvent): void {
    if (event.type === 'action') this.actions += 1;
    else if (event.type === 'handoff' && event.taken) this.handoff = true;
    else if (event.type === 'model') this.models.add(event.model);
  }
}

/** A report with long texts cut; the run folder has the full report. */
function slim(report: RunReport): RunReport {
  const cut = (value: unknown): unknown => {
    if (typeof value === 'string') return value.length > KEPT_TEXT_CHARS ? value.slice(0, KEPT_TEXT_CHARS) : value;
    if (Array.isArray(value)) return value.map(cut);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
  };
  const artifacts = report.artifacts.filter((artifact) => artifact.kind === 'trace' || artifact.kind === 'download');
  return { ...(cut(report) as RunReport), artifacts };
}
