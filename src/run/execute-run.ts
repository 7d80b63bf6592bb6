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
import { lowerConfig } from '../guardrails/index.ts';
import { openRecorder, type Recorder } from '../recording/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { Driven } from './drive/drive.ts';
import { loadDrive } from './drive/load-drive.ts';
import { finalize } from './ending/finalizer.ts';
import { failedEarly, type Outcome, terminalStatus } from './ending/outcome.ts';
import { buildReport } from './ending/report.ts';
import { EarlyBrowser } from './opening/early-browser.ts';
import { OpenLiveRun } from './opening/live-run.ts';
import { secretsOf } from './opening/run-secrets.ts';
import { redactingLog } from './redacting-log.ts';
import { RunClock } from './run-clock.ts';
import type { RunDeps } from './run-deps.ts';

/** A timeout this close to the end of the run is the run's: an action reserves up to 700 ms of its time to find out why it failed. */
const LAST_MOMENT_MS = 750;

const LOOK_AT_END_MS = 5_000;

export interface ExecutedRun {
  report: RunReport;
  /** Absolute path of the run folder; undefined if it could not be created. */
  folder: string | undefined;
}

/**
 * Executes one run: plan, open, drive, finalize. Never rejects: however it ends, there is a report with one terminal status, and a run
 * folder with complete files if it could be created.
 */
export async function executeRun(given: RunDeps): Promise<ExecutedRun> {
  const secrets = given.secrets ?? secretsOf(given.config);
  const bounded = given.policy ? lowerConfig(given.policy, given.config) : given.config;
  const deps = { ...given, config: bounded, log: redactingLog(given.log, secrets) };
  const { config, log } = deps;
  const startedAt = Date.now();
  const clock = new RunClock(deps.programStartedAt);
  const halt = new AbortController();
  let recorder: Recorder;
  try {
    recorder = await openRecorder({
      runsFolder: deps.folders.runs,
      runId: config.run_id,
      secrets,
      settings: config.recording,
      log,
      onFailure: (error) => halt.abort(RoteError.from(error)),
    });
  } catch (error) {
    return { folder: undefined, report: reportWithoutFolder(config, startedAt, toErrorBody(error), secrets) };
  }
  if (deps.onEvent) recorder.subscribe(deps.onEvent);
  const live = new OpenLiveRun(recorder);
  deps.onLive?.(live);
  using deadline = startDeadline(config.timeout_seconds * 1000, 'the run', { signal: AbortSignal.any([deps.signal, halt.signal]), log });
  void recorder.emit({ type: 'status', status: 'starting', message: `run ${recorder.runId}` });

  let driven: Driven;
  try {
    await using early = new EarlyBrowser(deps, recorder.scratchFolder, deadline);
    await deadline.race(early.underWay);
    const { drive } = await loadDrive();
    driven = await drive(
      deps,
      { asked: given.config, recorder, secrets, clock, early, onSession: (session) => live.show(session) },
      deadline,
    );
  } catch (error) {
    driven = { outcome: failedEarly(endOf(error, deadline.signal)), playbook: null };
  }
  const outcome = withRunsEnd(driven.outcome, deadline.signal);
  const status = terminalStatus(outcome.error, howEnded(outcome, deadline));
  deadline.end();

  clock.begin('close');
  const finishedAt = Date.now();
  const closing: string[] = [];
  const report = (artifacts: Artifact[]): RunReport =>
    secrets.redactValue(
      buildReport(
        config,
        {
          id: recorder.runId,
          status,
          playbook: driven.playbook,
          startedAt,
          finishedAt,
          artifacts,
          warnings: closing,
          timing: clock.timing(outcome.stepResults),
        },
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
          closing.push(...(await lookAtEnd(deps, driven.open.session, own)), ...(await driven.open.close(own)));
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

async function lookAtEnd({ lookAtEnd: look }: RunDeps, session: BrowserSession, deadline: Deadline): Promise<string[]> {
  if (look === undefined) return [];
  using own = deadline.within(LOOK_AT_END_MS, 'a last look at the page');
  try {
    await own.race(look(session, own));
    return [];
  } catch (problem) {
    return [`The page could not be inspected at the end of the run: ${toErrorBody(problem).message}`];
  }
}

/** Even without a folder the report has a run id. */
function reportWithoutFolder(config: RunConfig, startedAt: number, error: ErrorBody, secrets: SecretBook): RunReport {
  const status: RunStatus = 'failed';
  const run = { id: config.run_id ?? newRunId(), status, playbook: null, startedAt, finishedAt: Date.now(), artifacts: [], warnings: [] };
  return secrets.redactValue(buildReport(config, run, failedEarly(error)));
}

/** What came first decides, the run's deadline or a signal: a Ctrl-C after the timeout does not change it to terminated. */
function howEnded({ error }: Outcome, deadline: Deadline): Parameters<typeof terminalStatus>[1] {
  // An action gets the remaining time of the run, so its timeout may come a moment before the run's.
  if (!deadline.signal.aborted) return error?.code === 'TIMEOUT' && deadline.remainingMs() < LAST_MOMENT_MS ? 'timeout' : undefined;
  const { reason } = deadline.signal;
  if (reason instanceof DeadlineExceeded || (reason instanceof RoteError && reason.code === 'TIMEOUT')) return 'timeout';
  return reason instanceof RoteError && reason.code !== 'RUN_TERMINATED' ? 'failed' : 'terminated';
}

/** If the run timed out or was cancelled, that is the error, whatever failed as a result. */
function withRunsEnd(outcome: Outcome, signal: AbortSignal): Outcome {
  if (!signal.aborted || outcome.error === undefined) return outcome;
  const error = toErrorBody(signal.reason);
  return { ...outcome, error, summary: error.message };
}

function endOf(error: unknown, signal: AbortSignal): ErrorBody {
  return toErrorBody(signal.aborted ? signal.reason : error);
}
