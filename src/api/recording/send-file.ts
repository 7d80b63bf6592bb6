import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { errorMessage, type Log } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { findRun } from '../runs/read-run.ts';
import type { SandboxClient } from '../sandboxes/sandbox-client.ts';
import { counted } from './exact-length-stream.ts';
import { type BegunFile, beginKept, beginLive } from './file-source.ts';
import type { RecordedFile } from './recorded-file.ts';

/** A client that takes nothing for this long is dropped. */
const CLIENT_IDLE_MS = 60_000;

export interface RecordingParts {
  storage: Storage;
  sandboxes: SandboxClient;
  log: Log;
}

/**
 * Answers with a file of a run: from its sandbox while that is there, else as it was kept. The kept file stands in only when not one byte of the live
 * one was delivered; after that a failure cuts the connection, so that no client takes a part for the whole, or gets two halves of two files.
 * The file's own code (`missing`) when there is none; SANDBOX_UNREACHABLE when it may be there and cannot be had now.
 */
export async function sendFile(parts: RecordingParts, runId: string, file: RecordedFile, reply: FastifyReply): Promise<void> {
  const run = await findRun(parts.storage, runId);
  const begun = await find(parts, run, file);
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...file.headers, 'content-length': begun.bytes }))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200);
  raw.setTimeout(CLIENT_IDLE_MS, () => raw.destroy());
  try {
    // Of an empty file nothing would ever be written.
    if (begun.bytes === 0) raw.end();
    else await pipeline(counted(begun.first, begun.rest, begun.bytes), raw);
  } catch (error) {
    raw.destroy();
    parts.log.warn('a file was not delivered whole; the connection was cut', {
      run_id: runId,
      path: file.path,
      error: errorMessage(error),
    });
  } finally {
    begun.stream.destroy();
  }
  if (!raw.closed) await once(raw, 'close');
}

async function find(parts: RecordingParts, run: StoredRun, file: RecordedFile): Promise<BegunFile> {
  const { storage, sandboxes, log } = parts;
  const runId = run.run_id;
  let refusal: RoteError | undefined;
  if (run.sandbox_url !== null && run.persisted_at === null) {
    try {
      return await beginLive(sandboxes, { runId, url: run.sandbox_url }, file);
    } catch (error) {
      if (!(error instanceof RoteError)) throw error;
      refusal = error;
      log.debug('a file does not come from the sandbox', { run_id: runId, path: file.path, error: error.message });
    }
  }
  const now = refusal === undefined ? run : await findRun(storage, runId);
  if (refusal?.code === 'SANDBOX_UNREACHABLE' && now.finished_at === null) await storage.runs.setActive(runId, false);
  const kept = now.persisted_at === null ? undefined : await beginKept(storage, runId, file);
  if (kept !== undefined) return kept;
  throw noFile(now, file, refusal);
}

function noFile(run: StoredRun, file: RecordedFile, refusal: RoteError | undefined): RoteError {
  if (refusal?.code === file.missing) return refusal;
  if (run.persisted_at === null && refusal?.code === 'SANDBOX_UNREACHABLE' && file.missing === 'NOT_FOUND') return refusal;
  const why =
    run.persisted_at !== null
      ? 'none was kept'
      : run.finished_at === null
        ? 'the run has not ended, or its sandbox cannot be reached now'
        : 'what the run left is not committed yet';
  return new RoteError(file.missing, `There is no ${file.name} of run ${run.run_id}: ${why}.`);
}
