import type { FastifyInstance } from 'fastify';
import type { Log } from '../../base/index.ts';
import { runOfRequest } from './run-of-request.ts';

/** Logs one line per request, by route: addresses hold search texts. The request id is in the answer too. */
export function logRequests(
  app: FastifyInstance,
  log: Log,
  onAnswered: (route: string, method: string, status: number, seconds: number) => void,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cross-origin-resource-policy', 'same-origin');
    reply.header('referrer-policy', 'no-referrer');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    onAnswered(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    if (request.routeOptions.config?.open) return;
    log.info('request', {
      request_id: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime),
      key: request.owner || undefined,
      ...runOfRequest(request),
    });
  });
}
