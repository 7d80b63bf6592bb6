import type { Log } from '../../base/index.ts';
import type { PrelaunchedBrowser } from '../../browser/index.ts';
import type { SandboxReport, SandboxStart } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { executeRun } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { LiveRunView } from '../status-server/run-view.ts';
import { startStatusServer } from '../status-server/start-status-server.ts';
import { wireRun } from './wire-run.ts';

/** How long what a run left may be read live while the worker commits it. */
const RELEASED_WITHIN_MS = 60_000;

interface SandboxParts {
  start: SandboxStart;
  log: Log;
  secrets: SecretBook;
  tell: (report: SandboxReport) => void;
  /** Ends the run; the reason decides how. */
  halt: AbortController;
  /** The worker has committed what the run left, or is gone. */
  released: Promise<unknown>;
  prelaunchedBrowser?: PrelaunchedBrowser;
}

/** The one run of this process, from its start to its release. Never rejects for what the run does. */
export async function runSandbox({ start, log, secrets, tell, halt, released, prelaunchedBrowser }: SandboxParts): Promise<void> {
  const view = new LiveRunView(start, secrets, (status) => tell({ type: 'status', status }));
  const onStop = () => halt.abort(new RoteError('RUN_TERMINATED', 'The run was stopped on request.'));
  const server = await startStatusServer({ view, token: start.token, host: start.listen_host, onStop });
  tell({ type: 'listening', port: server.port });
  tell({ type: 'status', status: 'starting' });

  const executed = await executeRun(
    wireRun(start, {
      signal: halt.signal,
      log,
      secrets,
      onLive: (live) => view.show(live),
      prelaunchedBrowser,
    }),
  );
  view.finish(executed);
  const { report } = executed;
  log.info('the run has ended', { status: report.status, error: report.error, warnings: report.warnings, duration_ms: report.duration_ms });
  tell({
    type: 'finished',
    warnings: report.warnings,
    ...(executed.folder === undefined && report.error && { no_folder: report.error }),
  });

  const { promise: waitedLong, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, RELEASED_WITHIN_MS);
  await Promise.race([released, waitedLong]);
  clearTimeout(timer);
  await server.close();
}
