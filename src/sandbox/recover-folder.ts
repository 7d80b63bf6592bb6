import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isCommandName } from '../actions/index.ts';
import { ROTE_VERSION, writeFileWhole } from '../base/index.ts';
import {
  type ErrorBody,
  isTerminal,
  type LedgerEntry,
  type RunEvent,
  type RunEventBody,
  type RunReport,
  type StepResult,
  type TerminalStatus,
} from '../contract/index.ts';
import { listArtifacts, readRun, storageFailure, sweepRun, writeManifest } from '../recording/index.ts';
import { type FinishedFolder, readFinishedFolder } from './finished-folder.ts';
import { reportFromEvents } from './report-from-events.ts';

/** How the run ends if its folder does not say so already, and what else is known about it. */
export interface AssumedEnd {
  runId: string;
  status: TerminalStatus;
  error: ErrorBody | null;
  /** Default: the error's message. */
  summary?: string;
  /** Without secrets. */
  directive: string;
  playbook?: string | null;
  /** ISO 8601; used when there are no events. */
  startedAt?: string;
}

const INCOMPLETE = 'The process of this run ended early: what it had not yet written (its trace, the last screenshots) is lost.';

/**
 * Completes the folder that a killed sandbox left: cuts a torn last event, removes temporary files and raw traces, and writes `complete`,
 * status.json and, last, manifest.json. An effect that was started and whose end is not recorded is `unknown` in the ledger. A terminal status
 * that the folder already holds is kept. Creates a missing folder. Safe to repeat after a crash. CONFLICT while the process that fills the folder
 * is alive; STORAGE_FULL or SETUP_FAILED when the folder cannot be written.
 */
export async function completeRunFolder(folder: string, end: AssumedEnd): Promise<FinishedFolder> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweepRun(folder);
    const whole = await readFinishedFolder(folder);
    if (whole) return whole;
    await rm(join(folder, 'manifest.json'), { force: true });
    return await complete(folder, end);
  } catch (error) {
    throw storageFailure(error, folder);
  }
}

async function complete(folder: string, end: AssumedEnd): Promise<FinishedFolder> {
  const { events: left, report: published } = await readRun(folder);
  const own = published && isTerminal(published.status) ? published : undefined;
  const events = await completeEvents(folder, left, own ?? { ...end, summary: end.summary ?? end.error?.message ?? '' });
  const derived = reportFromEvents(
    {
      runId: end.runId,
      directive: end.directive,
      playbook: end.playbook ?? null,
      startedAt: end.startedAt ?? new Date().toISOString(),
    },
    events,
  );
  const report: RunReport = own ?? { ...derived, step_results: withInterruptedStep(derived, events) };
  const kept: RunReport = {
    ...report,
    artifacts: (await listArtifacts(folder)).filter(({ kind }) => kind !== 'status'),
    warnings: [...new Set([...report.warnings, INCOMPLETE])],
  };
  await writeFileWhole(join(folder, 'status.json'), `${JSON.stringify(kept, null, 2)}\n`);
  await writeManifest(folder, {
    run_id: basename(folder),
    rote_version: ROTE_VERSION,
    status: kept.status,
    events: events.length,
    warnings: kept.warnings,
  });
  const finished = await readFinishedFolder(folder);
  if (finished === undefined) throw new Error(`the files just written to ${folder} cannot be read back`);
  return finished;
}

/** Cuts a torn event and appends what is missing: doubtful effects and the end. Returns all events. */
async function completeEvents(
  folder: string,
  left: readonly RunEvent[],
  end: { status: RunReport['status']; summary: string; error: ErrorBody | null },
): Promise<RunEvent[]> {
  const path = join(folder, 'events.ndjson');
  const missing: RunEventBody[] =
    left.at(-1)?.type === 'complete'
      ? []
      : [
          ...doubtful(left).map(({ id, ...entry }): RunEventBody => ({ type: 'ledger', effect_id: id, ...entry, state: 'unknown' })),
          { type: 'complete', status: end.status, summary: end.summary, error: end.error },
        ];
  const at = new Date().toISOString();
  const added = missing.map((body, index): RunEvent => ({ id: left.length + index + 1, at, ...body }));
  const file = await open(path, 'a', 0o644);
  try {
    await file.truncate(await wholeBytes(path, left.length));
    await file.appendFile(added.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  return [...left, ...added];
}

/** The size of the first `lines` lines. */
async function wholeBytes(path: string, lines: number): Promise<number> {
  const bytes = await readFile(path);
  let at = 0;
  for (let line = 0; line < lines; line++) at = bytes.indexOf(0x0a, at) + 1;
  return at;
}

/** Effects of interrupted steps. Of a step that has ended, the last recorded state is true. */
function doubtful(events: readonly RunEvent[]): LedgerEntry[] {
  const ended = new Set(events.flatMap((event) => (event.type === 'step' ? [event.result.step] : [])));
  return reportFromEvents({ runId: '', directive: '', playbook: null, startedAt: '' }, events).ledger.filter(
    ({ step, state }) => state === 'intended' || (state === 'committed' && !ended.has(step)),
  );
}

/** Adds the interrupted step, which failed with the run: the results always contain a failed step. */
function withInterruptedStep(report: RunReport, events: readonly RunEvent[]): StepResult[] {
  const started = events.findLast((event) => event.type === 'step_started');
  if (started?.type !== 'step_started' || report.status === 'completed') return report.step_results;
  if (report.step_results.some(({ step }) => step === started.step) || !isCommandName(started.action)) return report.step_results;
  const effect = report.ledger.find(({ step }) => step === started.step)?.state;
  const under: StepResult = {
    step: started.step,
    action: started.action,
    description: started.description,
    status: 'failed',
    attempts: 1,
    duration_ms: Math.max(0, Date.parse(report.finished_at ?? started.at) - Date.parse(started.at)),
    effect,
    error: report.error ?? undefined,
  };
  return [...report.step_results, under];
}
