import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { failures, json } from '../openapi/answers.ts';
import type { ApiMetrics } from './metrics.ts';
import type { ReadinessCheck } from './readiness.ts';

const stateSchema = z.enum(['ok', 'failed']);
const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.object({ database: stateSchema, artifacts: stateSchema, workers: z.int().min(0) }),
});

export function healthRoutes(app: FastifyInstance, { metrics, readiness }: { metrics: ApiMetrics; readiness: ReadinessCheck }): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['service'];
  const open = { config: { open: true } };

  routes.get(
    '/healthz',
    {
      ...open,
      schema: {
        tags,
        security: [],
        summary: 'The process lives',
        response: { 200: json('It does.', z.object({ status: z.literal('ok') })) },
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
        summary: 'Requests can be served',
        description: 'Database and artifact store answer. How many workers live is told and does not decide: runs wait in the queue.',
        response: { 200: json('They can.', readinessSchema), 503: json('They cannot.', readinessSchema) },
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
      schema: {
        tags,
        summary: 'Metrics for Prometheus',
        response: { 200: { description: 'Text format 0.0.4.', content: { 'text/plain': { schema: z.string() } } }, ...failures() },
      },
    },
    async (_request, reply) => {
      const text = await metrics.text();
      return reply.header('content-type', metrics.contentType).serializer(String).send(text);
    },
  );
}
