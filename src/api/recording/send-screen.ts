import type { FastifyReply } from 'fastify';
import { RoteError } from '../../contract/index.ts';
import type { StoredRun } from '../../storage/index.ts';
import type { RecordedFile } from './recorded-file.ts';
import { type RecordingDeps, sendFile } from './send-file.ts';

const SCREEN: RecordedFile = {
  path: 'screen',
  livePath: '/screen',
  headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' },
  missing: 'NOT_FOUND',
  name: 'picture',
};

/** Sends what the browser of a run shows now. NOT_FOUND before the run has started and after it has ended. */
export async function sendScreen(deps: RecordingDeps, run: StoredRun, reply: FastifyReply): Promise<void> {
  const { run_id: runId } = run;
  if (run.finished_at !== null) throw new RoteError('NOT_FOUND', `Run ${runId} has ended: its browser is closed.`);
  if (run.sandbox_url === null) throw new RoteError('NOT_FOUND', `Run ${runId} has not started: it has no browser yet.`);
  await sendFile(deps, run, SCREEN, reply);
}
