import type { Log } from '../../base/index.ts';
import type { PrelaunchedBrowser } from '../../browser/index.ts';
import type { SandboxReport, SandboxStart } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { executeRun } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { LiveRunView } from '../status-server/run-view.ts';
import { startStatusServer } from '../status-server/start-status-server.ts';
import { wireRun } from './wire-run.ts';

/** How long the status server stays up while the worker commits the run. */
const RELEASE_TIMEOUT_MS = 60_000;

interface SandboxOptions {
  start: SandboxStart;
  log: Log;
  secrets: SecretBook;
  report: (report: SandboxReport) => void;
  /** `host:port` of what the sandboxes of the worker listen on now. */
  sandboxes: () => readonly string[];
  /** Aborting ends the run; the reason determines how. */
  halt: AbortController;
  /** Resolves when the worker has committed the run, or is gone. */
  released: Promise<unknown>;
  prelaunchedBrowser?: PrelaunchedBrowser;
}

/** Executes the one run of this process, from its start to its release. Never rejects because of what the run does. */
export async function runSandbox(options: SandboxOptions): Promise<void> {
  const { start, log, secrets, report, sandboxes, halt, released, prelaunchedBrowser } = options;
  const view = new LiveRunView(start, secrets, (status) => report({ type: 'status', status }));
  const onStop = () => halt.abort(new RoteError('RUN_TERMINATED', 'The run was stopped on request.'));
  const server = await startStatusServer({ view, token: start.token, host: start.listen_host, onStop });
  report({ type: 'listening', port: server.port });
  report({ type: 'status', status: 'starting' });

  const executed = await executeRun(
    wireRun(start, {
      network: {
        upstreamProxies: start.network.upstream_proxies,
        closed: () => [...start.network.closed, ...sandboxes()],
        onEgress: (port) => report({ type: 'egress', port }),
      },
      signal: halt.signal,
      log,
      secrets,
      onLive: (live) => view.show(live),
      prelaunchedBrowser,
    }),
  );
  view.finish(executed);
  const { report: final } = executed;
  log.info('the run has ended', { status: final.status, error: final.error, warnings: final.warnings, duration_ms: final.duration_ms });
  report({
    type: 'finished',
    warnings: final.warnings,
    no_folder: executed.folder === undefined ? (final.error ?? undefined) : undefined,
  });

  const { promise: timedOut, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, RELEASE_TIMEOUT_MS);
  await Promise.race([released, timedOut]);
  clearTimeout(timer);
  await server.close();
}
