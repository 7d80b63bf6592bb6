import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { dryRunSchema, runCreatedSchema, runPageSchema, runRequestSchema, runStoppedSchema, runViewSchema } from '../../contract/index.ts';
import type { ApiParts } from '../api-deps.ts';
import { dryRun } from '../dry-run/dry-run.ts';
import { failures, failuresWithBody, json } from '../openapi/answers.ts';
import type { PlaybookShelf } from '../playbooks/playbook-catalog.ts';
import type { SandboxClient } from '../sandboxes/sandbox-client.ts';
import { createRun } from './create-run.ts';
import type { RunReader } from './read-run.ts';
import { createHeadersSchema, listQuerySchema, runParamsSchema, toFilter } from './run-queries.ts';
import { runSummary } from './run-view.ts';
import { stopRun } from './stop-run.ts';

interface Parts {
  api: ApiParts;
  shelf: PlaybookShelf;
  reader: RunReader;
  sandboxes: SandboxClient;
}

export function runRoutes(app: FastifyInstance, { api, shelf, reader, sandboxes }: Parts): void {
  const { storage, log } = api;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/runs',
    {
      schema: {
        tags: ['runs'],
        summary: 'Ask for a run',
        description:
          'The run is queued, and survives whatever happens from then on. With an `Idempotency-Key` the same request may be sent again after a lost ' +
          'answer: it gives the same run, and the header `idempotent-replayed: true`. A run is carried out once and never again by itself.',
        headers: createHeadersSchema,
        body: runRequestSchema,
        response: { 202: json('The run is queued.', runCreatedSchema), ...failuresWithBody(409) },
      },
    },
    async (request, reply) => {
      const { 'idempotency-key': idempotencyKey, traceparent = null } = request.headers;
      const { created, replayed } = await createRun(api, shelf, request.body, { owner: request.owner, idempotencyKey, traceparent });
      if (replayed) reply.header('idempotent-replayed', 'true');
      else log.info('a run is queued', { run_id: created.run_id, request_id: request.id });
      return reply.status(202).header('location', `/runs/${created.run_id}`).send(created);
    },
  );

  routes.post(
    '/runs/dry-run',
    {
      // A field of a wrong shape is what this route is for: it fails its check.
      validatorCompiler: () => (body: unknown) => ({ value: body }),
      schema: {
        tags: ['runs'],
        summary: 'What would become of a run',
        description: 'Makes no run. Every check by name, warnings, and the request as it would be stored, without secrets.',
        body: runRequestSchema,
        response: { 200: json('`ok` when every check passes.', dryRunSchema), ...failuresWithBody() },
      },
    },
    (request) => dryRun(api, shelf, request.body),
  );

  routes.get(
    '/runs',
    {
      schema: {
        tags: ['runs'],
        summary: 'Runs, newest first',
        querystring: listQuerySchema,
        response: { 200: json('`next_cursor` is null on the last page.', runPageSchema), ...failures(400) },
      },
    },
    async (request) => {
      const { runs, next_cursor } = await storage.runs.list(toFilter(request.query));
      return { runs: runs.map(runSummary), next_cursor };
    },
  );

  routes.get(
    '/runs/:id',
    {
      schema: {
        tags: ['runs'],
        summary: 'A run',
        description: 'Live from its sandbox while there is one, else as it was kept. Never a guess: what cannot be known is an error.',
        params: runParamsSchema,
        response: { 200: json('The run.', runViewSchema), ...failures(404, 502, 503) },
      },
    },
    (request) => reader.read(request.params.id),
  );

  routes.post(
    '/runs/:id/stop',
    {
      schema: {
        tags: ['runs'],
        summary: 'Stop a run',
        description: 'May be repeated. A run that had ended stays as it is, and a queued one ends at once.',
        params: runParamsSchema,
        response: { 200: json('`stopping` is false when there is nothing left to stop.', runStoppedSchema), ...failures(404) },
      },
    },
    (request) => stopRun({ storage, sandboxes, log }, request.params.id),
  );
}
