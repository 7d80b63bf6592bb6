import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { playbookDetailSchema, playbookListSchema } from '../../contract/index.ts';
import { failures, json } from '../openapi/answers.ts';
import { about } from '../openapi/schemas.ts';
import type { PlaybookShelf } from './playbook-catalog.ts';

export function playbookRoutes(app: FastifyInstance, shelf: PlaybookShelf): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['playbooks'];

  routes.get(
    '/playbooks',
    {
      schema: {
        tags,
        summary: 'The playbooks',
        response: { 200: json('Those that can be used, and what is wrong with the other files.', playbookListSchema), ...failures() },
      },
    },
    () => shelf.all(),
  );

  routes.get(
    '/playbooks/:id',
    {
      schema: {
        tags,
        summary: 'A playbook',
        params: z.object({ id: about(z.string(), 'Id of the playbook') }),
        response: { 200: json('The playbook and its file.', playbookDetailSchema), ...failures(404) },
      },
    },
    (request) => shelf.one(request.params.id),
  );
}
