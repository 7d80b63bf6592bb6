import { Agent, type IncomingMessage, request } from 'node:http';
import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { ServerKey } from '../../secrets/index.ts';

/** Where the status server of a run answers. */
export interface SandboxAddress {
  runId: string;
  url: string;
}

/**
 * Calls the status servers of sandboxes. Rejects with SANDBOX_UNREACHABLE, or with the deadline's reason after a
 * cancellation.
 */
export class SandboxClient {
  readonly #serverKey: ServerKey;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 32, timeout: 60_000 });

  constructor(serverKey: ServerKey) {
    this.#serverKey = serverKey;
  }

  /**
   * The head of an answer, whatever its status but 401. The caller must read or destroy the body, which has no limit
   * here.
   */
  async open(to: SandboxAddress, path: string, deadline: Deadline, method: 'GET' | 'POST' = 'GET'): Promise<IncomingMessage> {
    const response = await this.#ask(to, path, deadline, method, method === 'GET');
    if (response.statusCode !== 401) return response;
    response.destroy();
    throw unreachable(to, 'it is another one, or api and workers have different keys (ROTE_SECRET_KEY)');
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(to: SandboxAddress, path: string, deadline: Deadline, method: string, again: boolean): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const token = this.#serverKey.fingerprint(to.runId, 'sandbox-token');
    const asked = request(new URL(path, to.url), { method, agent: this.#agent, headers: { authorization: `Bearer ${token}` } });
    const onAbort = () => asked.destroy(deadline.signal.reason);
    deadline.signal.addEventListener('abort', onAbort, { once: true });
    if (deadline.signal.aborted) onAbort();
    asked.once('close', () => deadline.signal.removeEventListener('abort', onAbort));
    asked.once('response', resolve);
    asked.on('error', (error: NodeJS.ErrnoException) => {
      // The sandbox had closed a kept connection: the request never reached it.
      if (again && asked.reusedSocket && error.code === 'ECONNRESET') resolve(this.#ask(to, path, deadline, method, false));
      else if (error instanceof DeadlineExceeded) reject(unreachable(to, 'it does not answer in time'));
      else reject(deadline.signal.aborted ? error : unreachable(to, error.code ?? error.message));
    });
    asked.end();
    return promise;
  }
}

export function unreachable({ runId }: { runId: string }, why: string): RoteError {
  return new RoteError('SANDBOX_UNREACHABLE', `The sandbox of run ${runId} cannot be reached (${why}): try again in a moment.`);
}
