import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../base/index.ts';
import { type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import { HTTP_STATUS } from './http-status.ts';
import { runOfRequest } from './run-of-request.ts';

/**
 * Messages for what the HTTP layer refuses. Its own are not passed on: the one about invalid JSON quotes the body,
 * which holds secrets.
 */
const REFUSALS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty: send JSON, or no content-type.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The body must be JSON: send it with content-type: application/json.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The length of the body differs from its content-length.',
  FST_ERR_BAD_URL: 'The address is invalid: it has a percent sign that is not part of an escape.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the address is too long.',
};

/** Every failure becomes `{error: {code, message, details}}`. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = answerTo(error, request, log);
    return reply.status(status).send({ error: body });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const message = `There is no ${request.method} ${path.slice(0, 200)}: see /docs for the available paths.`;
    return reply.status(404).send({ error: { code: 'NOT_FOUND', message } });
  });
}

/** For addresses that the router cannot parse: no route, hook or error handler sees them. */
export function answerFrameworkError(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = refusal(error) ?? { status: 400, body: { code: 'VALIDATION_FAILED', message: 'The request is not valid.' } };
  void reply
    .status(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ error: body }));
}

/** For input that is not valid HTTP, where there is only a socket. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const [status, message] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', 'The request did not arrive in time.']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'The headers are too large.']
        : ['400 Bad Request', 'This is not valid HTTP.'];
  const body = JSON.stringify({ error: { code: 'VALIDATION_FAILED', message } });
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

function answerTo(error: unknown, request: FastifyRequest, log: Log): { status: number; body: ErrorBody } {
  if (error instanceof RoteError) return { status: HTTP_STATUS[error.code], body: toErrorBody(error) };
  const refused = error instanceof Error ? refusal(error) : undefined;
  if (refused) return refused;
  const body = toErrorBody(error);
  const fields = { request_id: request.id, error: body.message, stack: error instanceof Error ? error.stack : undefined };
  log.error('a request failed', { ...fields, ...runOfRequest(request) });
  // Messages of a database or library go to the log only: they may name hosts, files and values.
  if (body.code === 'INTERNAL_ERROR') body.message = `The service failed: see its log for request ${request.id}.`;
  return { status: HTTP_STATUS[body.code], body: { code: body.code, message: body.message } };
}

/** Undefined for anything but a mistake of the caller. */
function refusal(error: Error & { code?: string; statusCode?: number }): { status: number; body: ErrorBody } | undefined {
  if (error.statusCode === undefined || error.statusCode < 400 || error.statusCode > 499) return undefined;
  const message = REFUSALS[error.code ?? ''] ?? 'The request is not valid.';
  return { status: error.statusCode, body: { code: 'VALIDATION_FAILED', message } };
}
