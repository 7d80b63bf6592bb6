import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { findRun, unknownRun } from '../runs/read-run.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The run that the request is about, which its caller may see; null for requests about anything else. */
    run: StoredRun | null;
  }
}

const MAX_CHARS = 120;

/**
 * The one door to runs: every route below `/runs/:id`, also one that comes later, gets its run here, and only if the caller may see it. The
 * run of another owner is a run that does not exist: one look-up and the same words, whatever its state.
 */
export function admitToRuns(app: FastifyInstance, storage: Storage): void {
  app.decorateRequest('run', null);
  app.addHook('preHandler', async (request) => {
    const id = idOfRun(request);
    if (id === undefined) return;
    const run = await findRun(storage, id);
    if (!request.seesAll && run.owner !== request.owner) throw unknownRun(id);
    request.run = run;
  });
}

/** The run of a request to a route below `/runs/:id`. */
export function requestedRun(request: FastifyRequest): StoredRun {
  if (request.run === null) throw new Error(`the route ${request.routeOptions.url} is about no run`);
  return request.run;
}

/** The run that a request is about, as a field of a log line; empty for requests about anything else. */
export function runOfRequest(request: FastifyRequest): { run_id?: string } {
  const id = idOfRun(request);
  return id === undefined ? {} : { run_id: id.slice(0, MAX_CHARS) };
}

function idOfRun(request: FastifyRequest): string | undefined {
  const { id } = (request.params ?? {}) as { id?: string };
  return request.routeOptions.url?.includes('/runs/:id') ? id : undefined;
}
