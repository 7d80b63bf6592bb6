import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ApiParts } from './api-deps.ts';
import { healthRoutes } from './health/health-routes.ts';
import { ApiMetrics } from './health/metrics.ts';
import { ReadinessCheck } from './health/readiness.ts';
import { admitRequests } from './http/admit-requests.ts';
import { answerClientError, answerErrors, answerFrameworkError } from './http/answer-errors.ts';
import { announceDeprecation, registerVersions } from './http/api-versions.ts';
import { logRequests } from './http/log-requests.ts';
import { validateRequests } from './http/validate-requests.ts';
import { describeApi, serveOpenapi } from './openapi/serve-openapi.ts';
import { PlaybookShelf } from './playbooks/playbook-catalog.ts';
import { playbookRoutes } from './playbooks/playbook-routes.ts';
import { recordingRoutes } from './recording/recording-routes.ts';
import { RunReader } from './runs/read-run.ts';
import { runRoutes } from './runs/run-routes.ts';
import { SandboxClient } from './sandboxes/sandbox-client.ts';
import { RunFeeds } from './stream/run-feeds.ts';
import { RunWatch } from './stream/run-watch.ts';
import { StreamClients } from './stream/stream-clients.ts';
import { streamRoutes } from './stream/stream-routes.ts';

/** The whole of a request has to arrive within. Answers have no such limit: streams last as long as their runs. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The HTTP service, not listening yet: routes may still be added. `close()` ends streams, so that clients come back elsewhere; storage is its owner's
 * to close.
 */
export async function createApi(parts: ApiParts): Promise<FastifyInstance> {
  const { storage, serverKey, log } = parts;
  const app = Fastify({
    bodyLimit: parts.limits.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: 500 },
    // A machine that is slow or busy takes as long as it takes to start.
    pluginTimeout: 0,
  });
  const sandboxes = new SandboxClient(serverKey);
  const clients = new StreamClients(parts.streams);
  const watch = new RunWatch(storage, log);
  const live = { storage, sandboxes, watch, log };
  const feeds = new RunFeeds(live);
  const shelf = new PlaybookShelf(parts.playbooks);
  const reader = new RunReader(live);
  const metrics = new ApiMetrics(storage, clients);
  const readiness = new ReadinessCheck(storage, log);

  validateRequests(app);
  answerErrors(app, log);
  logRequests(app, log, (route, method, status, seconds) => metrics.seeRequest(route, method, status, seconds));
  announceDeprecation(app);
  await admitRequests(app, parts);
  await describeApi(app, parts.version);
  await registerVersions(app, async (scope) => {
    runRoutes(scope, { api: parts, shelf, reader, sandboxes });
    streamRoutes(scope, {
      ...live,
      feeds,
      clients,
      ...(parts.streams?.keepWaitMs !== undefined && { keepWaitMs: parts.streams.keepWaitMs }),
    });
    recordingRoutes(scope, live);
    playbookRoutes(scope, shelf);
    healthRoutes(scope, { metrics, readiness });
  });
  await serveOpenapi(app);
  app.addHook('preClose', async () => {
    clients.close();
    feeds.close();
    watch.close();
    sandboxes.close();
  });
  return app;
}
