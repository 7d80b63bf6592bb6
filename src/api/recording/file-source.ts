import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { errorMessage, startDeadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Storage } from '../../storage/index.ts';
import { readText, refusalOf } from '../sandboxes/read-json.ts';
import { type SandboxAddress, type SandboxClient, unreachable } from '../sandboxes/sandbox-client.ts';
import type { RecordedFile } from './recorded-file.ts';

const CONNECT_MS = 5_000;
const IDLE_MS = 30_000;

/** A file whose first bytes have arrived (`first` is empty only if the file is). The owner must destroy `stream`. */
export interface BegunFile {
  bytes: number;
  first: Buffer;
  rest: AsyncIterator<Buffer>;
  stream: Readable;
}

/**
 * The file from the sandbox. Rejects with the sandbox's error when it has none, and with SANDBOX_UNREACHABLE when no
 * byte arrived: until this resolves nothing was delivered, and the stored file can replace it.
 */
export async function beginLive(sandboxes: SandboxClient, to: SandboxAddress, file: RecordedFile): Promise<BegunFile> {
  const response = await openLive(sandboxes, to, file);
  response.setTimeout(IDLE_MS, () => response.destroy(new Error('the sandbox fell silent')));
  const bytes = Number(response.headers['content-length'] ?? Number.NaN);
  try {
    // Without a length, a cut file looks like a whole one.
    if (!Number.isSafeInteger(bytes)) throw new Error('its answer has no content-length');
    return await begin(response, bytes);
  } catch (error) {
    response.destroy();
    throw unreachable(to, errorMessage(error));
  }
}

/** The deadline ends once the sandbox has answered: the file itself may take longer. */
async function openLive(sandboxes: SandboxClient, to: SandboxAddress, file: RecordedFile): Promise<IncomingMessage> {
  using deadline = startDeadline(CONNECT_MS, 'a file of the sandbox');
  const response = await sandboxes.open(to, file.livePath, deadline);
  if (response.statusCode === 200) return response;
  const text = await readText(response, to, deadline);
  throw refusalOf(text) ?? unreachable(to, `it answered ${response.statusCode}`);
}

/** The stored file; undefined if there is none. */
export async function beginKept(storage: Storage, runId: string, file: RecordedFile): Promise<BegunFile | undefined> {
  const artifacts = await storage.runs.artifacts(runId);
  if (!artifacts.some(({ path }) => path === file.path)) return undefined;
  const opened = await storage.artifacts.open(runId, file.path);
  if (opened === undefined) return undefined;
  try {
    return await begin(opened.stream, opened.bytes);
  } catch (cause) {
    opened.stream.destroy();
    throw new RoteError('INTERNAL_ERROR', `The ${file.name} of run ${runId} is stored but cannot be read.`, { cause });
  }
}

async function begin(stream: Readable, bytes: number): Promise<BegunFile> {
  const rest = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const { done, value } = await rest.next();
  if (done && bytes > 0) throw new Error('it broke off before its first byte');
  return { bytes, first: done ? Buffer.alloc(0) : value, rest, stream };
}
