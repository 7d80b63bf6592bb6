import type { FastifyRequest } from 'fastify';

const MAX_CHARS = 120;

/** The run that a request is about, as a field of a log line; empty for requests about anything else. */
export function runOfRequest(request: FastifyRequest): { run_id?: string } {
  const { id } = (request.params ?? {}) as { id?: string };
  const isAboutRun = request.routeOptions.url?.includes('/runs/:id') === true;
  return id !== undefined && isAboutRun ? { run_id: id.slice(0, MAX_CHARS) } : {};
}
