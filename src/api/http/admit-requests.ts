import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RoteError } from '../../contract/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { checkLoopback, checkOrigin } from './foreign-pages.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the API key; '' if none is needed and none was given. */
    owner: string;
    /** Whether it may see the runs of every owner, not only its own. */
    seesAll: boolean;
  }
  interface FastifyContextConfig {
    /** Neither a key nor the rate limit applies. */
    open?: boolean;
  }
}

/** Checks keys, or on loopback what replaces them, and applies the rate limit by key, else by address. */
export async function admitRequests(app: FastifyInstance, { storage, requireKeys, limits }: ApiDeps): Promise<void> {
  app.decorateRequest('owner', '');
  app.decorateRequest('seesAll', false);
  await app.register(rateLimit, { global: false, max: limits.ratePerMinute, timeWindow: 60_000 });
  const byCaller = app.createRateLimit({ keyGenerator: (request) => (request.owner === '' ? `address ${request.ip}` : request.owner) });
  const byFailures = app.createRateLimit({ keyGenerator: (request) => `refused ${request.ip}` });
  const spend = async (limit: typeof byCaller, request: FastifyRequest, reply: FastifyReply) => {
    const state = await limit(request);
    if (state.isAllowed || !state.isExceeded) return;
    const seconds = state.ttlInSeconds;
    reply.header('retry-after', String(seconds));
    throw new RoteError('RATE_LIMITED', `Too many requests: ${state.max} a minute are allowed; try again in ${seconds} s.`, {
      details: { retry_after_seconds: seconds },
    });
  };
  app.addHook('onRequest', async (request, reply) => {
    if (!requireKeys) checkLoopback(request.headers, request.method);
    checkOrigin(request.headers, request.method);
    if (request.routeOptions.config?.open) return;
    const { authorization } = request.headers;
    if (authorization !== undefined || requireKeys) {
      const presented = /^Bearer +(\S{1,500})$/i.exec(authorization ?? '')?.[1];
      const key = presented === undefined ? undefined : await storage.keys.check(presented);
      if (key === undefined) {
        await spend(byFailures, request, reply);
        throw new RoteError('UNAUTHORIZED', 'Send a valid API key as Authorization: Bearer <key>. "rote key create" makes one.');
      }
      request.owner = key.id;
      request.seesAll = key.sees === 'all';
    } else request.seesAll = true;
    await spend(byCaller, request, reply);
  });
  app.addHook('onError', async (_request, reply, error) => {
    if (error instanceof RoteError && error.code === 'UNAUTHORIZED') reply.header('www-authenticate', 'Bearer');
  });
}
