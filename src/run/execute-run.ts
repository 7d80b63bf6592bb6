import { type Deadline, DeadlineExceeded, newRunId, ROTE_VERSION, startDeadline } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import {
  type Artifact,
  type ErrorBody,
  RoteError,
  type RunConfig,
  type RunReport,
  type RunStatus,
  toErrorBody,
} from '../contract/index.ts';
import { openRecorder, type Recorder } from '../recording/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import { type Driven, drive } from './drive/drive.ts';
import { finalize } from './ending/finalizer.ts';
import { failedEarly, type Outcome, terminalStatus } from './ending/outcome.ts';
import { buildReport } from './ending/report.ts';
import { OpenLiveRun } from './opening/live-run.ts';
import { secretsOf } from './opening/run-secrets.ts';
import type { RunParts } from './run-deps.ts';

/** A time-out this close to the end of the run's time is the run's: an action keeps up to 700 ms of its time for finding out why it failed. */
const LAST_MOMENT_MS = 750;

const LOOK_AT_END_MS = 5_000;

export interface ExecutedRun {
  report: RunReport;
  /** Absolute path of the run folder; undefined when none could be made. */
  folder: string | undefined;
}

/**
 * Carries one directive out, once: plan, open, drive, finalize. Never rejects: however it ends, there is a report with one terminal status,
 * and a run folder with whole files wherever one could be made.
 */
export async function executeRun(parts: RunParts): Promise<ExecutedRun> {
  const { config, log } = parts;
  const startedAt = Date.now();
  const secrets = parts.secrets ?? secretsOf(config);
  const halt = new AbortController();
  let recorder: Recorder;
  try {
    recorder = await openRecorder({
      runsFolder: parts.folders.runs,
      ...(config.run_id !== undefined && { runId: config.run_id }),
      secrets,
      settings: config.recording,
      log,
      onFailure: (error) => halt.abort(RoteError.from(error)),
    });
  } catch (error) {
    return { folder: undefined, report: reportWithoutFolder(config, startedAt, toErrorBody(error), secrets) };
  }
  if (parts.onEvent) recorder.subscribe(parts.onEvent);
  const live = new OpenLiveRun(recorder);
  parts.onLive?.(live);
  using deadline = startDeadline(config.timeout_seconds * 1000, 'the run', { signal: AbortSignal.any([parts.signal, halt.signal]), log });
  void recorder.emit({ type: 'status', status: 'starting', message: `run ${recorder.runId}` });

  let driven: Driven;
  try {
    driven = await drive(parts, { recorder, secrets, onSession: (session) => live.show(session) }, deadline);
  } catch (error) {
    driven = { outcome: failedEarly(endOf(error, deadline.signal)), playbook: null };
  }
  const outcome = withRunsEnd(driven.outcome, deadline.signal);
  const status = terminalStatus(outcome.error, howEnded(outcome, deadline));
  deadline.end();

  const finishedAt = Date.now();
  const closing: string[] = [];
  const report = (artifacts: Artifact[]): RunReport =>
    secrets.redactValue(
      buildReport(
        config,
        { id: recorder.runId, status, playbook: driven.playbook, startedAt, finishedAt, artifacts, warnings: closing },
        outcome,
      ),
    );
  let final = report([]);
  const problems = await finalize(
    {
      async publishStatus() {
        await recorder.publishStatus(final);
        await recorder.emit({ type: 'complete', status, summary: final.summary, error: final.error });
      },
      async cleanup(own) {
        if (driven.open !== undefined)
          closing.push(...(await lookAtEnd(parts, driven.open.session, own)), ...(await driven.open.close(own)));
      },
      async persist(_own, before) {
        closing.push(...before);
        final = report(await recorder.artifacts());
        await recorder.publishStatus(final);
        await recorder.writeManifest({ status, roteVersion: ROTE_VERSION, warnings: final.warnings });
        await recorder.close();
      },
    },
    log,
  );
  return { folder: recorder.folder, report: { ...final, warnings: [...new Set([...final.warnings, ...problems])] } };
}

async function lookAtEnd({ lookAtEnd: look }: RunParts, session: BrowserSession, deadline: Deadline): Promise<string[]> {
  if (look === undefined) return [];
  using own = deadline.within(LOOK_AT_END_MS, 'a last look at the page');
  try {
    await own.race(look(session, own));
    return [];
  } catch (problem) {
    return [`The page could not be looked at when the run was over: ${toErrorBody(problem).message}`];
  }
}

/** A run without a name gets one even when its folder cannot be made, so that the caller can speak of it. */
function reportWithoutFolder(config: RunConfig, startedAt: number, error: ErrorBody, secrets: SecretBook): RunReport {
  const status: RunStatus = 'failed';
  const run = { id: config.run_id ?? newRunId(), status, playbook: null, startedAt, finishedAt: Date.now(), artifacts: [], warnings: [] };
  return secrets.redactValue(buildReport(config, run, failedEarly(error)));
}

/** Whichever came first decides, the run's own time or somebody's signal: a Ctrl-C after the time was up makes no termination of it. */
function howEnded({ error }: Outcome, deadline: Deadline): Parameters<typeof terminalStatus>[1] {
  // An action gets the time that is left of the run, so that its own end may come a moment before the run's.
  if (!deadline.signal.aborted) return error?.code === 'TIMEOUT' && deadline.remainingMs() < LAST_MOMENT_MS ? 'timeout' : undefined;
  const { reason } = deadline.signal;
  if (reason instanceof DeadlineExceeded || (reason instanceof RoteError && reason.code === 'TIMEOUT')) return 'timeout';
  return reason instanceof RoteError && reason.code !== 'RUN_TERMINATED' ? 'failed' : 'terminated';
}

/** When the run's own time is over or somebody ended it, that is the error, whatever broke because of it. */
function withRunsEnd(outcome: Outcome, signal: AbortSignal): Outcome {
  if (!signal.aborted || outcome.error === undefined) return outcome;
  const error = toErrorBody(signal.reason);
  return { ...outcome, error, summary: error.message };
}

function endOf(error: unknown, signal: AbortSignal): ErrorBody {
  return toErrorBody(signal.aborted ? signal.reason : error);
}
