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

/** How the run ends if its folder does not say so already, and what is known of it elsewhere. */
export interface RunsEnd {
  runId: string;
  status: TerminalStatus;
  error: ErrorBody | null;
  /** Default: the error's message. */
  summary?: string;
  /** Without secrets. */
  directive: string;
  playbook?: string | null;
  /** ISO 8601; used when no event tells. */
  startedAt?: string;
}

const INCOMPLETE =
  'The process of this run ended before it was through: what it had not written yet (its trace, the last pictures) is lost.';

/**
 * Makes whole what a killed sandbox left: the torn last event is cut, temporary files and raw traces are removed, `complete`, status.json and
 * manifest.json (last) are written. A step with an effect that was begun and of which nothing tells how it ended is `unknown` in the ledger. A
 * terminal status that the folder already holds stays the run's. Makes the folder where there is none. Repeating it after a crash is safe.
 * CONFLICT while the process that fills the folder still lives; STORAGE_FULL or SETUP_FAILED when it cannot be written.
 */
export async function completeRunFolder(folder: string, end: RunsEnd): Promise<FinishedFolder> {
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

async function complete(folder: string, end: RunsEnd): Promise<FinishedFolder> {
  const { events: left, report: published } = await readRun(folder);
  const own = published && isTerminal(published.status) ? published : undefined;
  const events = await completeEvents(folder, left, own ?? { ...end, summary: end.summary ?? end.error?.message ?? '' });
  const told = reportFromEvents(
    {
      runId: end.runId,
      directive: end.directive,
      playbook: end.playbook ?? null,
      startedAt: end.startedAt ?? new Date().toISOString(),
    },
    events,
  );
  const report: RunReport = own ?? { ...told, step_results: withTheOneUnderWay(told, events) };
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
  if (finished === undefined) throw new Error(`what was just written to ${folder} cannot be read back`);
  return finished;
}

/** Cuts what is torn and appends what is missing: doubtful effects and the end. Gives all events. */
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
          ...doubtful(left).map((entry): RunEventBody => ({ type: 'ledger', ...entry, state: 'unknown' })),
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

/** How many bytes the first `lines` lines take. */
async function wholeBytes(path: string, lines: number): Promise<number> {
  const bytes = await readFile(path);
  let at = 0;
  for (let line = 0; line < lines; line++) at = bytes.indexOf(0x0a, at) + 1;
  return at;
}

/** Effects of steps that were under way: of those whose step has ended, their last state is true. */
function doubtful(events: readonly RunEvent[]): LedgerEntry[] {
  const ended = new Set(events.flatMap((event) => (event.type === 'step' ? [event.result.step] : [])));
  return reportFromEvents({ runId: '', directive: '', playbook: null, startedAt: '' }, events).ledger.filter(
    ({ step, state }) => state === 'intended' || (state === 'committed' && !ended.has(step)),
  );
}

/** A failed step is always in the results; the one that was under way failed with the run. */
function withTheOneUnderWay(report: RunReport, events: readonly RunEvent[]): StepResult[] {
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
    ...(effect && { effect }),
    ...(report.error && { error: report.error }),
  };
  return [...report.step_results, under];
}
