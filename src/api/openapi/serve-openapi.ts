import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { nameSchemas } from './schemas.ts';
import { withErrorExamples } from './with-error-examples.ts';
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

const ABOUT = `Rote runs directives ("Cancel order #12345") in a real browser. Every error is \`{error: {code, message, details}}\`; decide by the code.
Follow the events of a run at \`/v1/runs/{id}/stream\` (server-sent events). The guide is docs/api.md of Rote.`;

/** Documents every route that is registered after it. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  nameSchemas();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Rote', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      tags: [
        { name: 'runs', description: 'Create, read, follow and stop runs' },
        { name: 'recording', description: 'What a run recorded: trace, screenshots, downloads' },
        { name: 'playbooks', description: 'The playbooks of the service' },
        { name: 'service', description: 'Health and metrics of the service' },
      ],
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key. `rote key create NAME` makes one.' } },
      },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withErrorExamples(withoutUnused(jsonSchemaTransformObject(document))),
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
