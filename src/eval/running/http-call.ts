import type { Deadline } from '../../base/index.ts';
import type { HttpCall } from '../suite/call-schema.ts';
import { InfrastructureFailure } from './infrastructure-failure.ts';

const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

export interface HttpAnswer {
  status: number;
  text: string;
}

/** Makes an HTTP call outside the run. Any status is an answer. Throws InfrastructureFailure when there is no answer in time. */
export async function httpCall(call: HttpCall, deadline: Deadline): Promise<HttpAnswer> {
  using time = deadline.within(call.timeout_ms, `${call.method} ${call.url}`);
  const json = call.json !== undefined;
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers: { ...(json && { 'content-type': 'application/json' }), ...call.headers },
      body: json ? JSON.stringify(call.json) : call.body,
      signal: time.signal,
    });
    return { status: response.status, text: await readAtMost(response, MAX_ANSWER_BYTES) };
  } catch (cause) {
    deadline.throwIfEnded();
    throw new InfrastructureFailure(`${call.method} ${call.url} got no answer`, {
      cause: time.signal.aborted ? time.signal.reason : innermost(cause),
    });
  }
}

async function readAtMost(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}

/** The error that "fetch failed" wraps. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? innermost(error.cause) : error;
}
