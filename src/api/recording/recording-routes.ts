import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { manifestSchema } from '../../contract/index.ts';
import { requestedRun } from '../http/run-of-request.ts';
import { failures, file, json } from '../openapi/answers.ts';
import { runParamsSchema } from '../runs/run-queries.ts';
import { readManifest } from './read-manifest.ts';
import { downloadFile, type RecordedFile, screenshotFile, traceFile } from './recorded-file.ts';
import { type RecordingDeps, sendFile } from './send-file.ts';
import { sendScreen } from './send-screen.ts';

const tags = ['recording'];
const params = runParamsSchema;
const fileParams = params.extend({ file: z.string().describe('File name, without a folder.') });

/** The files of a folder of the recording, each by its name. */
const FOLDERS: {
  path: string;
  operationId: string;
  summary: string;
  answer: ReturnType<typeof file>;
  find: (name: string) => RecordedFile;
}[] = [
  {
    path: 'screenshots',
    operationId: 'getScreenshot',
    summary: 'Get a screenshot',
    answer: file('The picture.', 'image/jpeg'),
    find: screenshotFile,
  },
  {
    path: 'downloads',
    operationId: 'getDownload',
    summary: 'Get a file that the run downloaded',
    answer: file('The file, as an attachment.', 'application/octet-stream'),
    find: downloadFile,
  },
];

export function recordingRoutes(app: FastifyInstance, deps: RecordingDeps): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/runs/:id/recording/manifest',
    {
      schema: {
        tags,
        operationId: 'getManifest',
        summary: 'List the files of a recording',
        params,
        response: { 200: json('Every complete file, with its size and SHA-256.', manifestSchema), ...failures(404, 502, 503) },
      },
    },
    (request) => readManifest(deps, requestedRun(request)),
  );

  routes.get(
    '/runs/:id/recording/trace',
    {
      schema: {
        tags,
        operationId: 'getTrace',
        summary: 'Get the trace of a run',
        description:
          'A Playwright trace without secrets, available once the run has ended. Read it up to `content-length`: if the service cannot send the rest, ' +
          'it cuts the connection.',
        params,
        response: { 200: file('trace.zip', 'application/zip'), ...failures(404) },
      },
    },
    async (request, reply) => {
      const run = requestedRun(request);
      await sendFile(deps, run, traceFile(run.run_id), reply);
      return reply;
    },
  );

  for (const { path, operationId, summary, answer, find } of FOLDERS) {
    routes.get(
      `/runs/:id/recording/${path}/:file`,
      { schema: { tags, operationId, summary, params: fileParams, response: { 200: answer, ...failures(404, 503) } } },
      async (request, reply) => {
        await sendFile(deps, requestedRun(request), find(request.params.file), reply);
        return reply;
      },
    );
  }

  routes.get(
    '/runs/:id/screen',
    {
      schema: {
        tags,
        operationId: 'getScreen',
        summary: 'Get a picture of what the browser shows now',
        params,
        response: { 200: file('The active tab.', 'image/jpeg'), ...failures(404, 503) },
      },
    },
    async (request, reply) => {
      await sendScreen(deps, requestedRun(request), reply);
      return reply;
    },
  );
}
