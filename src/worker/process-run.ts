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
import { persistRun, releaseRunFolder } from './persist-run.ts';
import { publishedReport } from './published-report.ts';
import { placeFiles, removePlaced } from './run-files.ts';
import { sandboxToken } from './sandbox-token.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** How long a sandbox that has published its end may take to clean up and write (finalizer phases, 60 s each). */
const FINALIZE_MS = 130_000;

/** Receives the sandbox of the run, through which it can be ended. */
export type OnSandbox = (sandbox: Sandbox) => void;

/**
 * Claims a queued run, executes it in its own sandbox, publishes its status, and commits what it left. Rejects only with the deadline's reason,
 * when the worker ends; a run that is not committed by then is taken over by the next worker on this host.
 */
export async function processRun(deps: WorkerDeps, worker: string, runId: string, onSandbox: OnSandbox, deadline: Deadline): Promise<void> {
  const { storage, log } = deps;
  const claimed = await retryUntilDone('claiming a run', () => storage.runs.claim(runId, worker), deadline);
  // Stopped while it waited, or claimed by another worker.
  if (claimed === undefined) return;
  const { run, sealed } = claimed;
  const folder = join(deps.folders.runs, runId);
  log.info('a run starts', { run_id: runId });
  const request = openRequest(deps, runId, sealed);
  const begun = 'code' in request ? request : await begin(deps, run, request, deadline);
  const left =
    'code' in begun
      ? await fail(deps, folder, run, begun, deadline)
      : await superviseRun(deps, worker, run, folder, begun, onSandbox, deadline);
  const ended = await persistRun(deps, runId, folder, left, deadline);
  if (!('code' in begun)) {
    begun.release();
    await begun.exited;
  }
  await removePlaced(deps, runId);
  await releaseRunFolder(deps, runId, folder);
  log.info('a run has ended', { run_id: runId, status: ended?.status ?? 'removed' });
}

/** Decrypts the request of a run; returns an error when this worker cannot. */
function openRequest({ serverKey }: WorkerDeps, runId: string, sealed: string): RunRequest | ErrorBody {
  const plain = serverKey.decrypt(sealed, 'run', runId);
  if (plain !== undefined) return runRequestSchema.parse(JSON.parse(plain));
  return {
    code: 'SETUP_FAILED',
    message: 'This worker cannot decrypt the request of the run: give the API and all workers the same ROTE_SECRET_KEY.',
  };
}

async function begin(deps: WorkerDeps, run: StoredRun, request: RunRequest, deadline: Deadline): Promise<Sandbox | ErrorBody> {
  const { webhook_url: _webhook, files: _files, ...asked } = request;
  const traceparent = deps.onTaken?.({ runId: run.run_id, traceparent: run.traceparent, createdAt: run.created_at }) ?? run.traceparent;
  const sessions = await sessionsFolder(deps, run.owner, deadline);
  const start: Omit<SandboxStart, 'folders'> = {
    run_id: run.run_id,
    config: runConfigSchema.parse({ ...asked, run_id: run.run_id }),
    network: deps.network,
    policy: deps.policy,
    token: sandboxToken(deps.serverKey, run.run_id),
    listen_host: deps.listenHost,
    browser: deps.browser,
    session_key: deps.sessionKey,
    settings: deps.settings,
    traceparent: traceparent ?? undefined,
  };
  try {
    const inputs = await placeFiles(deps, run.run_id, deadline);
    return await deps.provider.start({ ...start, folders: { ...deps.folders, sessions, inputs } }, { memoryLimitMb: deps.memoryLimitMb });
  } catch (error) {
    return toErrorBody(error);
  }
}

/** Logins that runs of a key save are for that key alone, unless it sees all runs: with them, a run acts as the account that logged in. */
async function sessionsFolder({ storage, folders }: WorkerDeps, owner: string, deadline: Deadline): Promise<string> {
  const look = () => storage.keys.seenBy(owner);
  const sees = owner === '' ? 'all' : await retryUntilDone('looking up the key of a run', look, deadline);
  return sees === 'all' ? folders.sessions : join(`${folders.sessions}-of-keys`, owner);
}

/** A run that never had a sandbox gets a folder too, so it can be read like any other. */
function fail(deps: WorkerDeps, folder: string, run: StoredRun, error: ErrorBody, deadline: Deadline): Promise<FinishedFolder> {
  const { run_id: runId, directive, playbook } = run;
  return complete(deps, folder, { runId, status: 'failed', error, directive, playbook }, deadline);
}

async function superviseRun(
  deps: WorkerDeps,
  worker: string,
  run: StoredRun,
  folder: string,
  sandbox: Sandbox,
  onSandbox: OnSandbox,
  deadline: Deadline,
): Promise<FinishedFolder> {
  const { storage, log } = deps;
  onSandbox(sandbox);
  // One after the other. A failed update is corrected by the end of the run.
  let published: Promise<unknown> = Promise.resolve();
  const publish = (update: () => Promise<unknown>) => {
    published = published
      .then(update)
      .catch((error: unknown) => log.warn('the status of a run could not be stored', { run_id: run.run_id, error: errorMessage(error) }));
  };
  publish(() => storage.runs.progress(run.run_id, worker, { sandbox_url: sandbox.url }));
  const unsubscribe = sandbox.onStatus((status) =>
    publish(async () => {
      const report = await publishedReport(folder);
      // An end that is in no folder (the disk was full) is stored with its error below.
      if (report === undefined && !isTerminal(status)) await storage.runs.progress(run.run_id, worker, { status });
      else if (report !== undefined) await storage.runs.finish(run.run_id, { status: report.status, error: report.error, report });
    }),
  );
  try {
    const finished = await deadline.race(sandbox.finished);
    await published;
    // Without a folder of its own, a folder of this name belongs to another run.
    const left = finished && finished.noFolder === undefined ? await readFinishedFolder(folder) : undefined;
    if (left) return left;
    // It died, or its disk was full: complete what it left.
    if (finished) await sandbox.kill();
    using ending = deadline.within(FINALIZE_MS, 'the end of a sandbox');
    const exit = await ending.race(sandbox.exited);
    return await completeAfterExit(deps, folder, run, finished?.noFolder ?? exitError(exit), deadline);
  } finally {
    unsubscribe();
  }
}

/** What the sandbox was ended with, or that its process ended unexpectedly. */
function exitError({ because, code, signal }: SandboxExit): ErrorBody {
  if (because !== null) return because;
  return {
    code: 'SANDBOX_UNREACHABLE',
    message: `The process of the run ended unexpectedly (${signal ?? `exit code ${code}`}): look at the ledger before you run it again.`,
    details: { exit_code: code, signal },
  };
}

function completeAfterExit(
  deps: WorkerDeps,
  folder: string,
  run: StoredRun,
  error: ErrorBody,
  deadline: Deadline,
): Promise<FinishedFolder> {
  const status = error.code === 'TIMEOUT' ? 'timeout' : error.code === 'RUN_TERMINATED' ? 'terminated' : 'failed';
  return complete(
    deps,
    folder,
    {
      runId: run.run_id,
      status,
      error,
      directive: run.directive,
      playbook: run.playbook,
      startedAt: run.started_at ?? undefined,
    },
    deadline,
  );
}

/** When the folder cannot be written (a full disk), stores the end of the run at once, and completes the folder when there is space. */
async function complete(
  { storage, log }: WorkerDeps,
  folder: string,
  end: Parameters<typeof completeRunFolder>[1],
  deadline: Deadline,
): Promise<FinishedFolder> {
  try {
    return await completeRunFolder(folder, end);
  } catch (error) {
    log.warn('the folder of a run could not be completed', { run_id: end.runId, error: errorMessage(error) });
    const { status, error: cause } = end;
    await retryUntilDone('ending a run', () => storage.runs.finish(end.runId, { status, error: cause, report: null }), deadline);
    return retryUntilDone('completing the folder of a run', () => completeRunFolder(folder, end), deadline);
  }
}
