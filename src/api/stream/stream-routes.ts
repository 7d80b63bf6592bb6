import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { runEventSchema } from '../../contract/index.ts';
import { requestedRun } from '../http/run-of-request.ts';
import { failures } from '../openapi/answers.ts';
import { runParamsSchema } from '../runs/run-queries.ts';
import { type StreamDeps, streamRun } from './stream-run.ts';

const eventId = () =>
  z
    .string()
    .regex(/^\d{0,9}$/, 'must be the id of an event, such as 12')
    .transform(Number)
    .optional();

export function streamRoutes(app: FastifyInstance, deps: StreamDeps): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/runs/:id/stream',
    {
      schema: {
        tags: ['runs'],
        operationId: 'streamRun',
        summary: 'Follow the events of a run',
        description:
          'Server-sent events: `id` (from 1, without gaps), `event` (the type) and `data` (the event as JSON). `complete` is the last event. If the ' +
          'stream ends without it, reconnect with `Last-Event-ID`; an `EventSource` does so automatically.',
        params: runParamsSchema,
        querystring: z.strictObject({ last_event_id: eventId().describe('Same as the header `Last-Event-ID`, which takes precedence.') }),
        headers: z.object({ 'last-event-id': eventId().describe('Id of the last event you received. The stream continues after it.') }),
        response: {
          200: {
            description: 'The events. `data` of each is one of these objects.',
            content: { 'text/event-stream': { schema: runEventSchema } },
          },
          204: z.undefined().describe('The run has ended and you have its last event. Do not reconnect.'),
          ...failures(400, 404),
        },
      },
    },
    async (request, reply) => {
      const after = request.headers['last-event-id'] ?? request.query.last_event_id ?? 0;
      await streamRun(deps, { run: requestedRun(request), after, owner: request.owner }, reply);
      return reply;
    },
  );
}
