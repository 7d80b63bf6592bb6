import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { apiErrorSchema, RoteError } from '../../contract/index.ts';
import { type SandboxAddress, type SandboxClient, unreachable } from './sandbox-client.ts';

const MAX_BYTES = 32 * 1024 ** 2;

/**
 * A document of a status server. Rejects with SANDBOX_UNREACHABLE when it does not arrive whole before the deadline,
 * with the sandbox's own error when it refuses (NOT_FOUND), and with INVALID_STATUS_PAYLOAD for an invalid document.
 */
export async function readJson<T>(
  client: SandboxClient,
  to: SandboxAddress,
  path: string,
  schema: z.ZodType<T>,
  deadline: Deadline,
): Promise<T> {
  const response = await client.open(to, path, deadline);
  const text = await readText(response, to, deadline);
  if (response.statusCode !== 200) throw refusalOf(text) ?? invalid(to, path, `it answered ${response.statusCode}`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw invalid(to, path, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw invalid(to, path, z.prettifyError(parsed.error).split('\n')[0] ?? '', parsed.error);
  return parsed.data;
}

/** The error with which a sandbox reports something it does not have; undefined for any other text. */
export function refusalOf(text: string): RoteError | undefined {
  try {
    const { error } = apiErrorSchema.parse(JSON.parse(text));
    if (error.code === 'NOT_FOUND' || error.code === 'TRACE_NOT_AVAILABLE') return RoteError.from(error);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
  }
  return undefined;
}

/** The whole body as text. SANDBOX_UNREACHABLE when it breaks off or times out. */
export async function readText(response: IncomingMessage, to: SandboxAddress, deadline: Deadline): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const read = async () => {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new Error('it is too large');
      chunks.push(chunk);
    }
  };
  try {
    await deadline.race(read());
  } catch (error) {
    response.destroy();
    throw unreachable(to, errorMessage(error));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function invalid({ runId }: SandboxAddress, path: string, why: string, cause?: unknown): RoteError {
  return new RoteError('INVALID_STATUS_PAYLOAD', `The sandbox of run ${runId} sent an invalid answer to ${path}: ${why}.`, { cause });
}
