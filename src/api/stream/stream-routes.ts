import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { runEventSchema } from '../../contract/index.ts';
import { failures } from '../openapi/answers.ts';
import { about } from '../openapi/schemas.ts';
import { runParamsSchema } from '../runs/run-queries.ts';
import { type StreamParts, streamRun } from './stream-run.ts';

const eventId = () =>
  z
    .string()
    .regex(/^\d{0,9}$/, 'must be the id of an event, such as 12')
    .transform(Number)
    .optional();

export function streamRoutes(app: FastifyInstance, parts: StreamParts): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/runs/:id/stream',
    {
      schema: {
        tags: ['runs'],
        summary: 'The events of a run, as they happen',
        description:
          'Server-sent events: `id` (gapless from 1), `event` (the type), `data` (the event as JSON). `complete` is the last one. A stream that ends ' +
          'without it is to be opened again with `Last-Event-ID`, which browsers do by themselves. The status 204 means that there is nothing more.',
        params: runParamsSchema,
        querystring: z.strictObject({ last_event_id: about(eventId(), 'As the header Last-Event-ID, which goes before it') }),
        headers: z.object({ 'last-event-id': about(eventId(), 'Id of the last event that is known') }),
        response: {
          200: { description: 'Each `data` is one of these.', content: { 'text/event-stream': { schema: runEventSchema } } },
          204: about(z.undefined(), 'The run has ended and the last event is known: do not come back.'),
          ...failures(400, 404),
        },
      },
    },
    async (request, reply) => {
      const after = request.headers['last-event-id'] ?? request.query.last_event_id ?? 0;
      await streamRun(parts, request.params.id, after, reply);
      return reply;
    },
  );
}
