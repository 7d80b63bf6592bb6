import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { playbookDetailSchema, playbookListSchema } from '../../contract/index.ts';
import { failures, json } from '../openapi/answers.ts';
import type { PlaybookCatalog } from './playbook-catalog.ts';

export function playbookRoutes(app: FastifyInstance, catalog: PlaybookCatalog): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['playbooks'];

  routes.get(
    '/playbooks',
    {
      schema: {
        tags,
        operationId: 'listPlaybooks',
        summary: 'List playbooks',
        response: { 200: json('The valid playbooks, and what is wrong with the other files.', playbookListSchema), ...failures() },
      },
    },
    () => catalog.all(),
  );

  routes.get(
    '/playbooks/:id',
    {
      schema: {
        tags,
        operationId: 'getPlaybook',
        summary: 'Get a playbook',
        params: z.object({ id: z.string().describe('Id of the playbook.') }),
        response: { 200: json('The playbook and its YAML.', playbookDetailSchema), ...failures(404) },
      },
    },
    (request) => catalog.one(request.params.id),
  );
}
