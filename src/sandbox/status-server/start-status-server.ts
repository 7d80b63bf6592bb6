import type { AddressInfo } from 'node:net';
import { type FastifyReply, fastify } from 'fastify';
import { errorMessage } from '../../base/index.ts';
import { type ErrorCode, RoteError, toErrorBody } from '../../contract/index.ts';
import { checkBearer, checkHost } from './admission.ts';
import { liveScreen } from './live-screen.ts';
import { RecordingFiles, type WholeFile } from './recording-files.ts';
import type { LiveRunView } from './run-view.ts';
import { streamEvents } from './stream-events.ts';

const HTTP_STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  TRACE_NOT_AVAILABLE: 404,
  VALIDATION_FAILED: 400,
};

export interface StatusServer {
  port: number;
  /** Closes the server and cuts open connections. */
  close(): Promise<void>;
}

interface StatusServerOptions {
  view: LiveRunView;
  token: string;
  host: string;
  /** Called when a client asks the run to stop. */
  onStop: () => void;
}

/** The run's own status API. Every request needs the token; errors are `{error: {code, message, details}}`. */
export async function startStatusServer({ view, token, host, onStop }: StatusServerOptions): Promise<StatusServer> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024, routerOptions: { maxParamLength: 500 } });
  const files = new RecordingFiles(view);
  const screen = liveScreen(view);
  app.addHook('onRequest', async (request) => {
    checkHost(request.headers.host, host);
    checkBearer(request.headers.authorization, token);
  });
  app.setNotFoundHandler(() => {
    throw new RoteError('NOT_FOUND', 'The status server of a run has no such path.');
  });
  app.setErrorHandler((error, _request, reply) => {
    const body = bodyOf(error);
    reply.status(HTTP_STATUS[body.code] ?? 500).send({ error: body });
  });

  app.get('/status', () => view.report());
  app.get<{ Querystring: { after?: string } }>('/events', async (request, reply) => {
    const after = eventId(request.query.after ?? request.headers['last-event-id']);
    reply.hijack();
    await streamEvents(view, after, reply.raw);
  });
  app.get('/recording/manifest', () => files.manifest());
  app.get('/recording/trace', async (_request, reply) => send(reply, await files.trace(), 'application/zip'));
  app.get<{ Params: { file: string } }>('/recording/screenshots/:file', async (request, reply) =>
    send(reply, await files.file('screenshots', request.params.file), 'image/jpeg'),
  );
  app.get<{ Params: { file: string } }>('/recording/downloads/:file', async (request, reply) => {
    const { file } = request.params;
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file)}`);
    return send(reply, await files.file('downloads', file), 'application/octet-stream');
  });
  app.get('/screen', async (_request, reply) => {
    const jpeg = await screen();
    return reply.header('content-type', 'image/jpeg').header('cache-control', 'no-store').send(Buffer.from(jpeg));
  });
  app.post('/stop', () => {
    const stopping = !view.ended;
    if (stopping) onStop();
    return { run_id: view.runId, status: view.status, stopping };
  });

  await app.listen({ host, port: 0 });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

function send(reply: FastifyReply, file: WholeFile, type: string): FastifyReply {
  return reply
    .header('content-type', type)
    .header('content-length', file.bytes)
    .header('x-content-type-options', 'nosniff')
    .send(file.stream);
}

/** The last id that a reader has; 0 for none. VALIDATION_FAILED for anything else. */
function eventId(text: string | string[] | undefined): number {
  if (text === undefined || text === '') return 0;
  const id = /^\d{1,9}$/.test(String(text)) ? Number(text) : undefined;
  if (id !== undefined) return id;
  throw new RoteError('VALIDATION_FAILED', 'after must be the id of an event, such as 12, or 0 for all of them.');
}

/** What fastify itself rejects (an invalid body, a path that is too long) is the caller's mistake. */
function bodyOf(error: unknown) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return { code: 'VALIDATION_FAILED' as const, message: errorMessage(error) };
  return toErrorBody(error);
}
