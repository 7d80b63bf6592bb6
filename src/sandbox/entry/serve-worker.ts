import { errorMessage, parseJson, silentLog } from '../../base/index.ts';
import {
  RoteError,
  type SandboxReport,
  type SandboxStart,
  sandboxCommandSchema,
  sandboxStartSchema,
  toErrorBody,
} from '../../contract/index.ts';
import { loadDrive } from '../../run/index.ts';
import { killProcessTree } from '../process-tree/kill-process-tree.ts';
import { RUN_ID, SANDBOX_ID } from '../process-tree/process-identity.ts';
import { prelaunch } from './prelaunch.ts';
import { runSandbox } from './run-sandbox.ts';
import { sandboxLog } from './sandbox-log.ts';
import { secretsOfStart } from './secrets-of-start.ts';

/** Whatever hangs: this long after the worker is lost or an unexpected error, process and browser are killed. */
const HARD_EXIT_MS = 10_000;
const FAILED = 1;
const INVALID_START = 2;

/**
 * Serves the worker at the other end of stdin and stdout: executes one run, then resolves with the exit code of the process. With
 * `prelaunchPath`, starts that browser while it waits for its run.
 */
export async function serveWorker(
  lines: AsyncGenerator<string>,
  write: (line: string) => void,
  prelaunchPath: string | undefined,
): Promise<number> {
  const report = (line: SandboxReport) => write(`${JSON.stringify(line)}\n`);
  const [prelaunchedBrowser] = await Promise.all([prelaunchPath === undefined ? undefined : prelaunch(prelaunchPath), loadDrive()]);
  report({ type: 'ready' });
  const first = await lines.next();
  if (first.done) {
    // It waited for a run that never came.
    await prelaunchedBrowser?.end();
    return 0;
  }
  const start = parseStart(first.value);
  if (typeof start === 'string') {
    process.stderr.write(`${start}\n`);
    return INVALID_START;
  }
  process.title = `rote sandbox ${start.run_id}`;
  // For its descendants: its own environment was set before it had a run.
  process.env[RUN_ID] = start.run_id;

  const secrets = secretsOfStart(start);
  const log = sandboxLog(start.run_id, secrets, process.env.ROTE_LOG);
  const halt = new AbortController();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const killLater = (why: string, code: number) => {
    setTimeout(() => {
      log.error(`killing the sandbox: ${why}`);
      void leave(code);
    }, HARD_EXIT_MS).unref();
  };
  process.on('uncaughtException', (error, origin) => {
    log.error('unexpected error', { origin, error: error instanceof Error ? error.stack : String(error) });
    halt.abort(new RoteError('INTERNAL_ERROR', `The sandbox of the run failed: ${toErrorBody(error).message}`));
    killLater('it failed, and the run did not end', FAILED);
  });
  let sandboxes: readonly string[] = [];
  const onSandboxes = (endpoints: readonly string[]) => {
    sandboxes = endpoints;
  };
  void readCommands(lines, { halt, release, onSandboxes, warn: log.warn }).then(() => {
    halt.abort(new RoteError('WORKER_LOST', 'The worker of this run is gone, so the run was ended: start it again if that is safe.'));
    release();
    killLater('its worker is gone, and the run did not end', FAILED);
  });
  try {
    await runSandbox({ start, log, secrets, report, sandboxes: () => sandboxes, halt, released, prelaunchedBrowser });
    return 0;
  } catch (error) {
    // The status server could not start, and there is no run without one.
    log.error('the sandbox could not start', { error: errorMessage(error) });
    return FAILED;
  } finally {
    await prelaunchedBrowser?.end();
  }
}

/** Exits, and on failure kills all descendants. */
export async function leave(code: number): Promise<never> {
  const id = process.env[SANDBOX_ID];
  if (id !== undefined && code !== 0) await killProcessTree(id, silentLog);
  process.exit(code);
}

interface CommandTargets {
  halt: AbortController;
  release: () => void;
  onSandboxes: (endpoints: readonly string[]) => void;
  warn: (message: string) => void;
}

/** Executes the worker's commands until its end of stdin closes. */
async function readCommands(lines: AsyncGenerator<string>, { halt, release, onSandboxes, warn }: CommandTargets): Promise<void> {
  for await (const line of lines) {
    const command = sandboxCommandSchema.safeParse(parseJson(line)).data;
    if (command === undefined) warn('the worker sent an invalid command');
    else if (command.type === 'release') release();
    else if (command.type === 'sandboxes') onSandboxes(command.endpoints);
    else if (command.type === 'stop') halt.abort(new RoteError('RUN_TERMINATED', 'The run was stopped on request.'));
    else {
      const { code, message, details } = command.error;
      halt.abort(new RoteError(code, message, details && { details }));
    }
  }
}

/** Returns a message if the line is invalid. The message names fields and never values: the line is full of secrets. */
function parseStart(line: string): SandboxStart | string {
  const parsed = sandboxStartSchema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'the line'} (${code})`);
  return `A sandbox takes its start as one line of JSON on stdin, and this one is invalid: ${places.join(', ')}.`;
}
