import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RoteError } from '../../contract/index.ts';
import { failures, json } from '../openapi/answers.ts';
import type { ApiMetrics } from './metrics.ts';
import type { ReadinessCheck } from './readiness.ts';

const stateSchema = z.enum(['ok', 'failed']);
const readinessSchema = z.object({
  ready: z.boolean().describe('Whether the service can handle requests.'),
  checks: z
    .object({
      database: stateSchema.describe('Whether the database answers.'),
      artifacts: stateSchema.describe('Whether the artifact store answers.'),
      workers: z.int().min(0).describe('Workers that reported within the last 10 seconds. Runs stay queued while there are none.'),
    })
    .describe('The result of each check.'),
});
const livenessSchema = z.object({ status: z.literal('ok').describe('Always `ok`.') });

export function healthRoutes(app: FastifyInstance, { metrics, readiness }: { metrics: ApiMetrics; readiness: ReadinessCheck }): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['service'];
  const open = { config: { open: true, unversioned: true } };

  routes.get(
    '/healthz',
    {
      ...open,
      schema: {
        tags,
        security: [],
        operationId: 'getLiveness',
        summary: 'Check that the process is alive',
        description: 'Also at `/healthz`.',
        response: { 200: json('The process is alive.', livenessSchema) },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  routes.get(
    '/readyz',
    {
      ...open,
      schema: {
        tags,
        security: [],
        operationId: 'getReadiness',
        summary: 'Check that the service is ready',
        description:
          'The service is ready when its database and artifact store answer. The number of workers does not count. Also at `/readyz`.',
        response: { 200: json('Ready.', readinessSchema), 503: json('Not ready.', readinessSchema) },
      },
    },
    async (_request, reply) => {
      const now = await readiness.now();
      return reply.status(now.ready ? 200 : 503).send(now);
    },
  );

  routes.get(
    '/metrics',
    {
      config: { unversioned: true },
      schema: {
        tags,
        operationId: 'getMetrics',
        summary: 'Get metrics for Prometheus',
        description: 'Also at `/metrics`. Needs a key that sees the runs of all keys.',
        response: { 200: { description: 'Text format 0.0.4.', content: { 'text/plain': { schema: z.string() } } }, ...failures() },
      },
    },
    async (request, reply) => {
      // They count the runs of every key.
      if (!request.seesAll)
        throw new RoteError('UNAUTHORIZED', 'Metrics are about the runs of all keys: use a key of "rote key create NAME --all-runs".');
      const text = await metrics.text();
      return reply.header('content-type', metrics.contentType).serializer(String).send(text);
    },
  );
}
