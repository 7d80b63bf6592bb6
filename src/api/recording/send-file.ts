import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { errorMessage, type Log } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { findRun } from '../runs/read-run.ts';
import type { SandboxClient } from '../sandboxes/sandbox-client.ts';
import { exactLengthStream } from './exact-length-stream.ts';
import { type BegunFile, beginKept, beginLive } from './file-source.ts';
import type { RecordedFile } from './recorded-file.ts';

/** A client that reads nothing for this long is dropped. */
const CLIENT_IDLE_MS = 60_000;

export interface RecordingDeps {
  storage: Storage;
  sandboxes: SandboxClient;
  log: Log;
}

/**
 * Sends a file of a run: from its sandbox while there is one, else as stored. The stored file replaces the live one
 * only while no byte of that was delivered; after that a failure cuts the connection: no client gets a part that looks
 * whole, or halves of two files. The file's own code (`missing`) when there is none; SANDBOX_UNREACHABLE when it may
 * exist but cannot be read now.
 */
export async function sendFile(deps: RecordingDeps, run: StoredRun, file: RecordedFile, reply: FastifyReply): Promise<void> {
  const begun = await find(deps, run, file);
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...file.headers, 'content-length': begun.bytes }))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200);
  raw.setTimeout(CLIENT_IDLE_MS, () => raw.destroy());
  try {
    // A pipeline would write nothing of an empty file, not even its headers.
    if (begun.bytes === 0) raw.end();
    else await pipeline(exactLengthStream(begun.first, begun.rest, begun.bytes), raw);
  } catch (error) {
    raw.destroy();
    deps.log.warn('a file was not delivered whole; the connection was cut', {
      run_id: run.run_id,
      path: file.path,
      error: errorMessage(error),
    });
  } finally {
    begun.stream.destroy();
  }
  if (!raw.closed) await once(raw, 'close');
}

async function find(deps: RecordingDeps, run: StoredRun, file: RecordedFile): Promise<BegunFile> {
  const { storage, sandboxes, log } = deps;
  const runId = run.run_id;
  let refusal: RoteError | undefined;
  if (run.sandbox_url !== null && run.persisted_at === null) {
    try {
      return await beginLive(sandboxes, { runId, url: run.sandbox_url }, file);
    } catch (error) {
      if (!(error instanceof RoteError)) throw error;
      refusal = error;
      log.debug('the sandbox did not send a file', { run_id: runId, path: file.path, error: error.message });
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
      ? 'none was stored'
      : run.finished_at === null
        ? 'the run has not ended, or its sandbox cannot be reached now'
        : 'the results of the run are not stored yet';
  return new RoteError(file.missing, `There is no ${file.name} of run ${run.run_id}: ${why}.`);
}
