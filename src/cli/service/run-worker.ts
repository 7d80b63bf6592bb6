import { createWebhookSender } from '../../api/index.ts';
import { ROTE_VERSION, startDeadline } from '../../base/index.ts';
import { ensureBrowser } from '../../browser/index.ts';
import { createSandboxProvider } from '../../sandbox/index.ts';
import { startWorker, type Worker } from '../../worker/index.ts';
import { sessionKey } from '../session-store.ts';
import { type Service, type ServiceFlags, serviceNumbers } from './open-service.ts';
import { DEFAULT_PORT } from './run-api.ts';
import { sandboxSettings } from './sandbox-settings.ts';
import { runTelemetry } from './telemetry-hooks.ts';
import { openWebhookPost } from './webhook-post.ts';
import { webhookSecret } from './webhook-secret.ts';

const BROWSER_TIMEOUT_MS = 600_000;

interface RunningWorker {
  worker: Worker;
  /** Waits for running runs to end, for as long as --drain-seconds allows. */
  close(): Promise<void>;
}

/** Finds the browser and starts a worker of the service. `apiPort`: of the API on this machine. */
export async function runWorker(
  service: Service,
  flags: ServiceFlags,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  apiPort = DEFAULT_PORT,
): Promise<RunningWorker> {
  const { log, storage, serverKey, folders, network, policy } = service;
  const { capacity, memoryLimitMb, drainMs, retention } = serviceNumbers(flags);
  using finding = startDeadline(BROWSER_TIMEOUT_MS, 'finding a browser', { signal, log });
  const found = await ensureBrowser(finding, { env, onProgress: (message) => log.info(message) });
  const sessions = await sessionKey(env, service.dataFolder);
  const closed = [...network.closed, `127.0.0.1:${apiPort}`];
  const webhooks = await openWebhookPost(flags.webhookPrivate === true, closed);
  const worker = await startWorker({
    storage,
    serverKey,
    provider: createSandboxProvider({ log, env, browserPath: found.path }),
    log,
    folders,
    policy,
    network: { ...network, closed: [...closed, `127.0.0.1:${webhooks.port}`] },
    browser: { path: found.path, version: found.version, source: found.source },
    sessionKey: { secret: sessions.secret.reveal(), is_chosen: sessions.isChosen },
    settings: sandboxSettings(env),
    capacity,
    memoryLimitMb,
    listenHost: flags.listenHost ?? '127.0.0.1',
    version: ROTE_VERSION,
    retention,
    ...runTelemetry(service.telemetry),
    deliverWebhook: createWebhookSender({ storage, serverKey, secret: webhookSecret(serverKey, env), log, post: webhooks.post }),
  });
  return {
    worker,
    async close() {
      using deadline = startDeadline(drainMs, 'draining', { log });
      await worker.drain(deadline);
      await webhooks.close();
    },
  };
}
