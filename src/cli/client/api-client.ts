import { z } from 'zod';
import {
  apiErrorSchema,
  RoteError,
  type RunRequestInput,
  type RunView,
  runCreatedSchema,
  runPageSchema,
  runStoppedSchema,
  runViewSchema,
} from '../../contract/index.ts';
import type { Secret } from '../../secrets/index.ts';

/** For every request except event streams. */
const ANSWER_TIMEOUT_MS = 30_000;

/** A client of a Rote service. Methods reject with the service's error as a RoteError, or SANDBOX_UNREACHABLE when no service answers. */
export class ApiClient {
  readonly #server: string;
  readonly #key: Secret | undefined;

  constructor(server: string, key: Secret | undefined) {
    if (!/^https?:$/.test(URL.parse(server)?.protocol ?? ''))
      throw new RoteError('VALIDATION_FAILED', `The server "${server}" is not an HTTP address such as http://127.0.0.1:7070.`);
    this.#server = server.replace(/\/+$/, '');
    this.#key = key;
  }

  /** Creates one run: with the same idempotency key, the repeated request after a lost answer returns the same run. */
  async create(request: RunRequestInput, idempotencyKey: string) {
    const headers = { 'idempotency-key': idempotencyKey, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(request) };
    try {
      return await this.#json('/runs', runCreatedSchema, init);
    } catch (error) {
      if (error instanceof RoteError && error.code === 'SANDBOX_UNREACHABLE') return this.#json('/runs', runCreatedSchema, init);
      throw error;
    }
  }

  get(runId: string): Promise<RunView> {
    return this.#json(`/runs/${encodeURIComponent(runId)}`, runViewSchema);
  }

  list(query: Record<string, string>) {
    return this.#json(`/runs?${new URLSearchParams(query)}`, runPageSchema);
  }

  stop(runId: string) {
    return this.#json(`/runs/${encodeURIComponent(runId)}/stop`, runStoppedSchema, { method: 'POST' });
  }

  /** The events of a run after `lastId`. The body ends when the service ends it or `signal` aborts. */
  async stream(runId: string, lastId: number, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', ...(lastId > 0 && { 'last-event-id': String(lastId) }) };
    return this.#fetch(`/runs/${encodeURIComponent(runId)}/stream`, { headers, signal });
  }

  async #json<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
    const response = await this.#fetch(path, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    throw new RoteError('INTERNAL_ERROR', `${this.#server}/v1${path} did not answer like a Rote service of this version.`, {
      details: { problem: z.prettifyError(parsed.error) },
    });
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, ...(this.#key && { authorization: `Bearer ${this.#key.reveal()}` }) };
    const response = await fetch(`${this.#server}/v1${path}`, { ...init, headers }).catch((cause: unknown) => {
      throw new RoteError(
        'SANDBOX_UNREACHABLE',
        `No Rote service answers at ${this.#server}: start one with "rote serve", or check --server.`,
        { cause },
      );
    });
    if (response.ok) return response;
    const body = apiErrorSchema.safeParse(await response.json().catch(() => undefined));
    if (!body.success) throw new RoteError('INTERNAL_ERROR', `${this.#server}/v1${path} answered with HTTP ${response.status}.`);
    throw RoteError.from(body.data.error);
  }
}
