import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { schemaNotes } from './schemas.ts';
import { withoutUnused } from './without-unused.ts';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ABOUT = `Runs of Rote: directives carried out in a real browser. Errors are always \`{error: {code, message, details}}\`; programs decide by the code.
The live events of a run are at \`/runs/{id}/stream\` (server-sent events). Guide: docs/api.md of Rote.`;

/** Documents every route that is registered after it. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  const named = createJsonSchemaTransformObject({ schemaRegistry: schemaNotes });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Rote', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      tags: [
        { name: 'runs', description: 'Ask for runs, look at them, stop them, follow them' },
        { name: 'recording', description: 'What a run leaves: trace, screenshots, downloads' },
        { name: 'playbooks', description: 'What the service knows by rote' },
        { name: 'service', description: 'How the service itself is' },
      ],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An api key: `rote key create NAME`' } } },
      security: [{ key: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry: schemaNotes }),
    transformObject: (document) => withoutUnused(named(document)),
  });
}

/** The document, and a page to try it that needs nothing from elsewhere. Both without a key: the page asks for one. */
export async function serveOpenapi(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true }, config: { open: true } }, async () => app.swagger());
  await app.register(async (page) => {
    page.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true };
    });
    await page.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: CSP,
      uiConfig: { deepLinking: true, docExpansion: 'list', validatorUrl: null, tryItOutEnabled: true, persistAuthorization: false },
      // The bar at the top carries another project's mark and an address to type.
      theme: { title: 'Rote API', css: [{ filename: 'rote.css', content: '.swagger-ui .topbar { display: none }' }] },
    });
  });
}
