import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { dryRunSchema, runCreatedSchema, runPageSchema, runRequestSchema, runStoppedSchema, runViewSchema } from '../../contract/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { dryRun } from '../dry-run/dry-run.ts';
import { requestedRun } from '../http/run-of-request.ts';
import { failures, failuresWithBody, json } from '../openapi/answers.ts';
import type { PlaybookCatalog } from '../playbooks/playbook-catalog.ts';
import type { SandboxClient } from '../sandboxes/sandbox-client.ts';
import { createRun } from './create-run.ts';
import type { RunReader } from './read-run.ts';
import { createHeadersSchema, listQuerySchema, runParamsSchema, toFilter } from './run-queries.ts';
import { runSummary } from './run-view.ts';
import { stopRun } from './stop-run.ts';

interface RunRouteDeps {
  api: ApiDeps;
  catalog: PlaybookCatalog;
  reader: RunReader;
  sandboxes: SandboxClient;
}

export function runRoutes(app: FastifyInstance, { api, catalog, reader, sandboxes }: RunRouteDeps): void {
  const { storage, log } = api;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/runs',
    {
      schema: {
        tags: ['runs'],
        operationId: 'createRun',
        summary: 'Create a run',
        description:
          'Queues a run. Once you have the answer, the run survives restarts of the service. Send an `Idempotency-Key`, and you can repeat the request ' +
          'after a lost answer: you get the same run, with the header `idempotent-replayed: true`. A run is executed once; Rote never restarts it.',
        headers: createHeadersSchema,
        body: runRequestSchema,
        response: { 202: json('The run is queued. `location` is its path.', runCreatedSchema), ...failuresWithBody(409) },
      },
    },
    async (request, reply) => {
      const { 'idempotency-key': idempotencyKey, traceparent = null } = request.headers;
      const { created, replayed } = await createRun(api, catalog, request.body, {
        owner: request.owner,
        idempotencyKey,
        traceparent,
        route: request.routeOptions.url ?? '',
      });
      if (replayed) reply.header('idempotent-replayed', 'true');
      else log.info('a run is queued', { run_id: created.run_id, request_id: request.id });
      return reply.status(202).header('location', `${app.prefix}/runs/${created.run_id}`).send(created);
    },
  );

  routes.post(
    '/runs/dry-run',
    {
      // This route reports invalid fields as failed checks.
      validatorCompiler: () => (body: unknown) => ({ value: body }),
      schema: {
        tags: ['runs'],
        operationId: 'dryRun',
        summary: 'Check a request without creating a run',
        description: 'Returns every check with its result, warnings, and the request as it would be stored, without secrets.',
        body: runRequestSchema,
        response: { 200: json('The checks; `ok` is true when all of them pass.', dryRunSchema), ...failuresWithBody() },
      },
    },
    (request) => dryRun(api, catalog, request.body),
  );

  routes.get(
    '/runs',
    {
      schema: {
        tags: ['runs'],
        operationId: 'listRuns',
        summary: 'List runs, newest first',
        querystring: listQuerySchema,
        response: { 200: json('A page of runs.', runPageSchema), ...failures(400) },
      },
    },
    async (request) => {
      const { runs, next_cursor } = await storage.runs.list({
        ...toFilter(request.query),
        owner: request.seesAll ? undefined : request.owner,
      });
      return { runs: runs.map(runSummary), next_cursor };
    },
  );

  routes.get(
    '/runs/:id',
    {
      schema: {
        tags: ['runs'],
        operationId: 'getRun',
        summary: 'Get a run',
        description:
          'While the run is active, the answer comes from its sandbox; afterwards from what was stored. If the sandbox cannot be reached, you get an ' +
          'error rather than stale data.',
        params: runParamsSchema,
        response: { 200: json('The run.', runViewSchema), ...failures(404, 502, 503) },
      },
    },
    (request) => reader.read(requestedRun(request)),
  );

  routes.post(
    '/runs/:id/stop',
    {
      schema: {
        tags: ['runs'],
        operationId: 'stopRun',
        summary: 'Stop a run',
        description: 'Safe to repeat. A queued run ends at once; a run that has already ended does not change.',
        params: runParamsSchema,
        response: { 200: json('The run; `stopping` is false if it had already ended.', runStoppedSchema), ...failures(404) },
      },
    },
    (request) => stopRun({ storage, sandboxes, log }, requestedRun(request)),
  );
}
