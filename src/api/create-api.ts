import Fastify, { type FastifyInstance } from 'fastify';
import type { ApiParts } from './api-parts.ts';

/**
 * The HTTP service, not listening yet. `close()` ends streams, so that clients come back elsewhere; storage is its owner's to close.
 */
export async function createApi(parts: ApiParts): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: parts.limits.bodyBytes });
  return app;
}
