import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { manifestSchema } from '../../contract/index.ts';
import { failures, file, json } from '../openapi/answers.ts';
import { about } from '../openapi/schemas.ts';
import { runParamsSchema } from '../runs/run-queries.ts';
import { readManifest } from './read-manifest.ts';
import { downloadFile, screenshotFile, traceFile } from './recorded-file.ts';
import { type RecordingParts, sendFile } from './send-file.ts';
import { sendScreen } from './send-screen.ts';

const tags = ['recording'];
const params = runParamsSchema;
const fileParams = params.extend({ file: about(z.string(), 'Its name, without a folder') });

export function recordingRoutes(app: FastifyInstance, parts: RecordingParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/runs/:id/recording/manifest',
    {
      schema: {
        tags,
        summary: 'What there is of a run',
        params,
        response: { 200: json('Every whole file, with its size and SHA-256.', manifestSchema), ...failures(404, 502, 503) },
      },
    },
    (request) => readManifest(parts, request.params.id),
  );

  routes.get(
    '/runs/:id/recording/trace',
    {
      schema: {
        tags,
        summary: 'The trace of a run',
        description:
          'A Playwright trace without secrets, there once the run has ended. It comes whole, or the connection breaks off before its content-length.',
        params,
        response: { 200: file('trace.zip', 'application/zip'), ...failures(404) },
      },
    },
    async (request, reply) => {
      await sendFile(parts, request.params.id, traceFile(request.params.id), reply);
      return reply;
    },
  );

  routes.get(
    '/runs/:id/recording/screenshots/:file',
    {
      schema: {
        tags,
        summary: 'A screenshot',
        params: fileParams,
        response: { 200: file('The picture.', 'image/jpeg'), ...failures(404, 503) },
      },
    },
    async (request, reply) => {
      await sendFile(parts, request.params.id, screenshotFile(request.params.file), reply);
      return reply;
    },
  );

  routes.get(
    '/runs/:id/recording/downloads/:file',
    {
      schema: {
        tags,
        summary: 'A file that the run downloaded',
        params: fileParams,
        response: { 200: file('The file, as an attachment.', 'application/octet-stream'), ...failures(404, 503) },
      },
    },
    async (request, reply) => {
      await sendFile(parts, request.params.id, downloadFile(request.params.file), reply);
      return reply;
    },
  );

  routes.get(
    '/runs/:id/screen',
    {
      schema: {
        tags,
        summary: 'What the browser of a run shows now',
        params,
        response: { 200: file('A picture of the active tab.', 'image/jpeg'), ...failures(404, 503) },
      },
    },
    async (request, reply) => {
      await sendScreen(parts, request.params.id, reply);
      return reply;
    },
  );
}
