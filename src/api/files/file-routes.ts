import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { FILE_WAITS_HOURS, fileNameSchema, MAX_FILE_BYTES, runFileSchema } from '../../contract/index.ts';
import type { Storage } from '../../storage/index.ts';
import { failuresWithBody, json } from '../openapi/answers.ts';
import { receiveFile } from './receive-file.ts';

/** Not a type that a page of another site can send without asking first. */
const CONTENT_TYPE = 'application/octet-stream';

/** `app`: a scope for these routes alone, since it takes their content type. */
export async function fileRoutes(app: FastifyInstance, { storage }: { storage: Storage }): Promise<void> {
  // The handler reads the content piece by piece.
  app.addContentTypeParser(CONTENT_TYPE, (_request, _content, done) => done(null));
  app.withTypeProvider<ZodTypeProvider>().post(
    '/files',
    {
      schema: {
        tags: ['runs'],
        operationId: 'sendFile',
        summary: 'Send a file for a run',
        description:
          `Send the content as the body, with the content type \`${CONTENT_TYPE}\`: at most ${MAX_FILE_BYTES / 1e6} MB, within 30 seconds. Name the file in \`files\` of one run ` +
          `request with the same key; \`upload\` finds it there by its name. It is removed when that run ends, or after ${FILE_WAITS_HOURS} hours without one.`,
        consumes: [CONTENT_TYPE],
        body: z.any().meta({ type: 'string', format: 'binary', description: 'The content.' }),
        querystring: z.object({ name: fileNameSchema.describe('The name under which an application gets it.') }),
        response: { 201: json('The file waits for a run.', runFileSchema), ...failuresWithBody(409, 507) },
      },
    },
    async (request, reply) => {
      const { query, owner, raw } = request;
      return reply.status(201).send(await receiveFile(storage, { name: query.name, owner, content: raw }));
    },
  );
}
