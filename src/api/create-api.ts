import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ApiDeps } from './api-deps.ts';
import { fileRoutes } from './files/file-routes.ts';
import { healthRoutes } from './health/health-routes.ts';
import { ApiMetrics } from './health/metrics.ts';
import { ReadinessCheck } from './health/readiness.ts';
import { admitRequests } from './http/admit-requests.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './http/answer-errors.ts';
import { announceDeprecation, registerVersions } from './http/api-versions.ts';
import { logRequests } from './http/log-requests.ts';
import { admitToRuns } from './http/run-of-request.ts';
import { validateRequests } from './http/validate-requests.ts';
import { describeApi, serveOpenapi } from './openapi/serve-openapi.ts';
import { PlaybookCatalog } from './playbooks/playbook-catalog.ts';
import { playbookRoutes } from './playbooks/playbook-routes.ts';
import { recordingRoutes } from './recording/recording-routes.ts';
import { RunReader } from './runs/read-run.ts';
import { runRoutes } from './runs/run-routes.ts';
import { SandboxClient } from './sandboxes/sandbox-client.ts';
import { RunFeeds } from './stream/run-feeds.ts';
import { RunWatch } from './stream/run-watch.ts';
import { StreamClients } from './stream/stream-clients.ts';
import { streamRoutes } from './stream/stream-routes.ts';

/** Limit for receiving a whole request. Answers have no limit: streams last as long as their runs. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The HTTP service, not listening yet: routes may still be added. `close()` ends streams, so clients reconnect
 * elsewhere; it leaves storage open.
 */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const { storage, serverKey, log } = deps;
  const app = Fastify({
    bodyLimit: deps.limits.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: 500 },
    // No limit: plugins start slowly on a busy machine.
    pluginTimeout: 0,
  });
  const sandboxes = new SandboxClient(serverKey);
  const clients = new StreamClients(storage.keys, log, deps.streams);
  const watch = new RunWatch(storage, log);
  const live = { storage, sandboxes, watch, log };
  const feeds = new RunFeeds(live);
  const catalog = new PlaybookCatalog(deps.playbooks);
  const reader = new RunReader(live);
  const metrics = new ApiMetrics(storage, clients);
  const readiness = new ReadinessCheck(storage, log);

  // A page of another site can post text without asking first.
  app.removeContentTypeParser('text/plain');
  validateRequests(app);
  answerErrors(app, log);
  logRequests(app, log, (route, method, status, seconds) => metrics.observeRequest(route, method, status, seconds));
  announceDeprecation(app);
  await admitRequests(app, deps);
  admitToRuns(app, storage);
  await describeApi(app, deps.version);
  const old = async (scope: FastifyInstance) => {
    runRoutes(scope, { api: deps, catalog, reader, sandboxes });
    streamRoutes(scope, { ...live, feeds, clients, keepWaitMs: deps.streams?.keepWaitMs });
    recordingRoutes(scope, live);
    playbookRoutes(scope, catalog);
    healthRoutes(scope, { metrics, readiness });
  };
  await registerVersions(app, old, (scope) => fileRoutes(scope, { storage }));
  await serveOpenapi(app);
  app.addHook('preClose', async () => {
    clients.close();
    feeds.close();
    watch.close();
    sandboxes.close();
  });
  return app;
}
