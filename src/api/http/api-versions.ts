import type { FastifyInstance, FastifyPluginAsync } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Also answers at its path without a version, permanently: probes and scrapers are configured with it. */
    unversioned?: boolean;
    /** A path without a version that has a successor. */
    deprecated?: boolean;
  }
}

const PREFIX = '/v1';

/** When the paths without a version were deprecated: 27 November 2026, in seconds. */
const DEPRECATED_SINCE = Date.UTC(2026, 10, 27) / 1000;

/**
 * Deprecated paths say since when (`Deprecation`, RFC 9745) and what replaces them (`Link`). Call it before any hook
 * that may refuse a request: a refusal says so too.
 */
export function announceDeprecation(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.routeOptions.config?.deprecated) return;
    reply.header('deprecation', `@${DEPRECATED_SINCE}`);
    reply.header('link', `<${PREFIX}${pathOf(request.url)}>; rel="successor-version"`);
  });
}

/** Registers routes under /v1; those that are older than versions, `old`, once more at the paths that they had then. */
export async function registerVersions(app: FastifyInstance, old: FastifyPluginAsync, newer: FastifyPluginAsync): Promise<void> {
  await app.register(old, { prefix: PREFIX });
  await app.register(newer, { prefix: PREFIX });
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
      route.config = { ...route.config, deprecated: route.config?.unversioned !== true };
    });
    await scope.register(old);
  });
}

/** Safe between the angle brackets of a Link header. */
function pathOf(url: string): string {
  return (url.split('?')[0] ?? '').replaceAll('>', '%3E');
}
