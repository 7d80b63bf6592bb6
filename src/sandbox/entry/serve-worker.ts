import { errorMessage, parseJson, silentLog } from '../../base/index.ts';
import {
  RoteError,
  type SandboxReport,
  type SandboxStart,
  sandboxCommandSchema,
  sandboxStartSchema,
  toErrorBody,
} from '../../contract/index.ts';
import { endFamily } from '../process-tree/kill-process-tree.ts';
import { RUN_ID, SANDBOX_ID } from '../process-tree/process-identity.ts';
import { rehearse } from './prelaunch.ts';
import { runSandbox } from './run-sandbox.ts';
import { sandboxLog } from './sandbox-log.ts';
import { secretsOfStart } from './secrets-of-start.ts';

/** However much hangs: so long after the end of the worker, or of all reason, the process and its browser are gone. */
const HARD_EXIT_MS = 10_000;
const FAILED = 1;
const BAD_START = 2;

/**
 * Serves the worker at the other end of stdin and stdout: one run, then the end of the process. Resolves with its exit code. A process that is
 * to wait for its run is given the path of the browser that it starts meanwhile.
 */
export async function serveWorker(
  lines: AsyncGenerator<string>,
  write: (line: string) => void,
  browserInAdvance: string | undefined,
): Promise<number> {
  const tell = (report: SandboxReport) => write(`${JSON.stringify(report)}\n`);
  const prelaunchedBrowser = browserInAdvance === undefined ? undefined : await rehearse(browserInAdvance);
  tell({ type: 'ready' });
  const first = await lines.next();
  if (first.done) {
    // It waited and was not needed.
    await prelaunchedBrowser?.end();
    return 0;
  }
  const start = parseStart(first.value);
  if (typeof start === 'string') {
    process.stderr.write(`${start}\n`);
    return BAD_START;
  }
  process.title = `rote sandbox ${start.run_id}`;
  // For what this process starts: its own environment was made before it had a run.
  process.env[RUN_ID] = start.run_id;

  const secrets = secretsOfStart(start);
  const log = sandboxLog(start.run_id, secrets, process.env.ROTE_LOG);
  const halt = new AbortController();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const endHard = (why: string, code: number) => {
    setTimeout(() => {
      log.error(`the sandbox is ended the hard way: ${why}`);
      void leave(code);
    }, HARD_EXIT_MS).unref();
  };
  process.on('uncaughtException', (error, origin) => {
    log.error('something went wrong that nobody planned', { origin, error: error instanceof Error ? error.stack : String(error) });
    halt.abort(new RoteError('INTERNAL_ERROR', `The sandbox of the run failed: ${toErrorBody(error).message}`));
    endHard('it had failed, and the run did not end', FAILED);
  });
  void obey(lines, halt, release, log.warn).then(() => {
    halt.abort(
      new RoteError(
        'WORKER_LOST',
        'The worker that carried this run out is gone, so that the run was ended: start it again if it is safe to.',
      ),
    );
    release();
    endHard('its worker is gone, and the run did not end', FAILED);
  });
  try {
    await runSandbox({ start, log, secrets, tell, halt, released, prelaunchedBrowser });
    return 0;
  } catch (error) {
    // Its status server could not start: there is no run without one.
    log.error('the sandbox could not start', { error: errorMessage(error) });
    return FAILED;
  } finally {
    await prelaunchedBrowser?.end();
  }
}

/** Ends the process and whatever it started. */
export async function leave(code: number): Promise<never> {
  const id = process.env[SANDBOX_ID];
  if (id !== undefined && code !== 0) await endFamily(id, silentLog);
  process.exit(code);
}

/** Carries out what the worker says until it says nothing any more. */
async function obey(
  lines: AsyncGenerator<string>,
  halt: AbortController,
  release: () => void,
  warn: (message: string) => void,
): Promise<void> {
  for await (const line of lines) {
    const command = sandboxCommandSchema.safeParse(parseJson(line)).data;
    if (command === undefined) warn('the worker said something that is no command');
    else if (command.type === 'release') release();
    else if (command.type === 'stop') halt.abort(new RoteError('RUN_TERMINATED', 'The run was stopped on request.'));
    else {
      const { code, message, details } = command.error;
      halt.abort(new RoteError(code, message, details && { details }));
    }
  }
}

/** Or one sentence about what is wrong with it, by names and never by values: the line is full of secrets. */
function parseStart(line: string): SandboxStart | string {
  const parsed = sandboxStartSchema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'the line'} (${code})`);
  return `A sandbox takes its start as one line of JSON on stdin, and this one is not in order: ${places.join(', ')}.`;
}
