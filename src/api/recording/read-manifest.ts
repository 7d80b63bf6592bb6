import { startDeadline } from '../../base/index.ts';
import { type Manifest, manifestSchema, RoteError } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { findRun } from '../runs/read-run.ts';
import { readJson } from '../sandboxes/read-json.ts';
import type { RecordingDeps } from './send-file.ts';

const TIMEOUT_MS = 10_000;

/**
 * The manifest of a run: live from its sandbox, else as stored. NOT_FOUND when there is none (yet); other errors as in
 * `RunReader`.
 */
export async function readManifest(deps: RecordingDeps, run: StoredRun): Promise<Manifest> {
  const { storage, sandboxes } = deps;
  const { run_id: runId } = run;
  if (run.sandbox_url === null || run.persisted_at !== null) return keptManifest(storage, runId);
  using deadline = startDeadline(TIMEOUT_MS, 'the manifest of a run');
  try {
    return await readJson(sandboxes, { runId, url: run.sandbox_url }, '/recording/manifest', manifestSchema, deadline);
  } catch (error) {
    const now = await findRun(storage, runId);
    if (now.persisted_at !== null) return await keptManifest(storage, runId);
    if (error instanceof RoteError && error.code === 'SANDBOX_UNREACHABLE' && now.finished_at === null)
      await storage.runs.setActive(runId, false);
    throw error;
  }
}

async function keptManifest(storage: Storage, runId: string): Promise<Manifest> {
  const opened = await storage.artifacts.open(runId, 'manifest.json');
  if (opened === undefined) throw new RoteError('NOT_FOUND', `Nothing is stored of run ${runId} yet.`);
  const chunks: Buffer[] = [];
  for await (const chunk of opened.stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return manifestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}
