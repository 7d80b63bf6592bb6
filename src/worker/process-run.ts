import { join } from 'node:path';
import { type Deadline, errorMessage, retryUntilDone } from '../base/index.ts';
import {
  type ErrorBody,
  isTerminal,
  type RunRequest,
  runConfigSchema,
  runRequestSchema,
  type SandboxStart,
  toErrorBody,
} from '../contract/index.ts';
import { completeRunFolder, type FinishedFolder, readFinishedFolder, type Sandbox, type SandboxExit } from '../sandbox/index.ts';
import type { StoredRun } from '../storage/index.ts';
import { letGoOfFolder, persistRun } from './persist-run.ts';
import { publishedReport } from './published-report.ts';
import { sandboxToken } from './sandbox-token.ts';
import type { WorkerParts } from './worker-deps.ts';

/** How long a sandbox that has published the end of its run may take for cleaning up and writing (finalizer phases, 60 s each). */
const FINALIZE_MS = 130_000;

/** The run that is carried out, for whoever wants to end it. */
export type OnSandbox = (sandbox: Sandbox) => void;

/**
 * Claims a queued run and sees it through: a sandbox for it alone, its status as it changes, its end, what it left. Never rejects, save with the
 * deadline's reason when the worker ends; what is not committed then is taken over by whoever starts next on this machine.
 */
export async function carryOutRun(
  parts: WorkerParts,
  worker: string,
  runId: string,
  onSandbox: OnSandbox,
  deadline: Deadline,
): Promise<void> {
  const { storage, log } = parts;
  const claimed = await retryUntilDone('claiming a run', () => storage.runs.claim(runId, worker), deadline);
  // Stopped while it waited, or carried out by somebody else.
  if (claimed === undefined) return;
  const { run, sealed } = claimed;
  const folder = join(parts.folders.runs, runId);
  log.info('a run begins', { run_id: runId });
  const request = openRequest(parts, runId, sealed);
  const begun = 'code' in request ? request : await begin(parts, run, request);
  const left =
    'code' in begun
      ? await fail(parts, folder, run, begun, deadline)
      : await seeThrough(parts, worker, run, folder, begun, onSandbox, deadline);
  const ended = await persistRun(parts, runId, folder, left, deadline);
  if (!('code' in begun)) {
    begun.release();
    await begun.exited;
  }
  await letGoOfFolder(parts, runId, folder);
  log.info('a run has ended', { run_id: runId, status: ended?.status ?? 'removed' });
}

/** What was sealed when the run was asked for, or why it cannot be read. */
function openRequest({ serverKey }: WorkerParts, runId: string, sealed: string): RunRequest | ErrorBody {
  const plain = serverKey.decrypt(sealed, 'run', runId);
  if (plain !== undefined) return runRequestSchema.parse(JSON.parse(plain));
  return {
    code: 'SETUP_FAILED',
    message: 'This worker cannot read what the run was asked for: give api and workers the same ROTE_SECRET_KEY.',
  };
}

async function begin(parts: WorkerParts, run: StoredRun, request: RunRequest): Promise<Sandbox | ErrorBody> {
  const { webhook_url: _told, ...asked } = request;
  const traceparent = parts.onTaken?.({ runId: run.run_id, traceparent: run.traceparent, createdAt: run.created_at }) ?? run.traceparent;
  const start: SandboxStart = {
    run_id: run.run_id,
    config: runConfigSchema.parse({ ...asked, run_id: run.run_id }),
    folders: parts.folders,
    token: sandboxToken(parts.serverKey, run.run_id),
    listen_host: parts.listenHost,
    browser: parts.browser,
    settings: parts.settings,
    ...(traceparent !== null && { traceparent }),
  };
  try {
    return await parts.provider.start(start, { memoryLimitMb: parts.memoryLimitMb });
  } catch (error) {
    return toErrorBody(error);
  }
}

/** A run that never had a sandbox has a folder all the same, so that it can be read like any other. */
function fail(parts: WorkerParts, folder: string, run: StoredRun, error: ErrorBody, deadline: Deadline): Promise<FinishedFolder> {
  const { run_id: runId, directive, playbook } = run;
  return complete(parts, folder, { runId, status: 'failed', error, directive, playbook }, deadline);
}

async function seeThrough(
  parts: WorkerParts,
  worker: string,
  run: StoredRun,
  folder: string,
  sandbox: Sandbox,
  onSandbox: OnSandbox,
  deadline: Deadline,
): Promise<FinishedFolder> {
  const { storage, log } = parts;
  onSandbox(sandbox);
  const told: Promise<unknown>[] = [];
  const tell = (work: () => Promise<unknown>) => {
    // In order, one after the other; what is told too late is made good by the end of the run.
    const before = told.at(-1) ?? Promise.resolve();
    told.push(
      before
        .then(work)
        .catch((error: unknown) => log.warn('the status of a run could not be told', { run_id: run.run_id, error: errorMessage(error) })),
    );
  };
  tell(() => storage.runs.progress(run.run_id, worker, { sandbox_url: sandbox.url }));
  const unsubscribe = sandbox.onStatus((status) =>
    tell(async () => {
      const report = await publishedReport(folder);
      // An end that stands in no folder (its disk was full) is written down with its error, below.
      if (report === undefined && !isTerminal(status)) await storage.runs.progress(run.run_id, worker, { status });
      else if (report !== undefined) await storage.runs.finish(run.run_id, { status: report.status, error: report.error, report });
    }),
  );
  try {
    const finished = await deadline.race(sandbox.finished);
    await Promise.all(told);
    // Without a folder of its own, what lies under its name is another run's.
    const left = finished && finished.noFolder === undefined ? await readFinishedFolder(folder) : undefined;
    if (left) return left;
    // It died, or its disk was full: what it had is made whole here.
    if (finished) await sandbox.kill();
    using ending = deadline.within(FINALIZE_MS, 'the end of a sandbox');
    const exit = await ending.race(sandbox.exited);
    return await deathOf(parts, folder, run, finished?.noFolder === undefined ? exit : { ...exit, because: finished.noFolder }, deadline);
  } finally {
    unsubscribe();
  }
}

function deathOf(parts: WorkerParts, folder: string, run: StoredRun, exit: SandboxExit, deadline: Deadline): Promise<FinishedFolder> {
  const error: ErrorBody = exit.because ?? {
    code: 'SANDBOX_UNREACHABLE',
    message: `The process of the run ended unexpectedly (${exit.signal ?? `exit code ${exit.code}`}): look at the ledger before you run it again.`,
    details: { exit_code: exit.code, signal: exit.signal },
  };
  const status = error.code === 'TIMEOUT' ? 'timeout' : error.code === 'RUN_TERMINATED' ? 'terminated' : 'failed';
  return complete(
    parts,
    folder,
    {
      runId: run.run_id,
      status,
      error,
      directive: run.directive,
      playbook: run.playbook,
      ...(run.started_at !== null && { startedAt: run.started_at }),
    },
    deadline,
  );
}

/** Where the folder cannot be written (a full disk), everybody is told the end at once, and the folder is closed when there is room. */
async function complete(
  { storage, log }: WorkerParts,
  folder: string,
  end: Parameters<typeof completeRunFolder>[1],
  deadline: Deadline,
): Promise<FinishedFolder> {
  try {
    return await completeRunFolder(folder, end);
  } catch (error) {
    log.warn('the folder of a run cannot be closed', { run_id: end.runId, error: errorMessage(error) });
    const { status, error: told } = end;
    await retryUntilDone('ending a run', () => storage.runs.finish(end.runId, { status, error: told, report: null }), deadline);
    return retryUntilDone('closing the folder of a run', () => completeRunFolder(folder, end), deadline);
  }
}
