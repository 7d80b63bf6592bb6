import type { FastifyReply } from 'fastify';
import { errorMessage, startDeadline } from '../../base/index.ts';
import type { StoredRun } from '../../storage/index.ts';
import { findRun } from '../runs/read-run.ts';
import { endedInQueue } from '../runs/run-end.ts';
import { keptEvents, replayEvents } from './replay-events.ts';
import type { FeedParts } from './run-feed.ts';
import type { RunFeeds } from './run-feeds.ts';
import type { StreamClient } from './stream-client.ts';
import type { StreamClients } from './stream-clients.ts';

/** How long a stream waits for what a run left to be committed, when its sandbox cannot tell any more. Then the client comes back. */
const KEEP_WAIT_MS = 10_000;

export interface StreamParts extends FeedParts {
  feeds: RunFeeds;
  clients: StreamClients;
  /** Default 10 s. */
  keepWaitMs?: number;
}

/**
 * Answers GET /runs/{id}/stream: the events after `after`, in order, ids gapless, `complete` last. Live while there is a sandbox; what was kept only
 * when no live event went out on this connection, so that a reader never gets two accounts of a run in one answer. A stream that ends without
 * `complete` is to be taken up again with the last id. 204 when the run has ended and the client has everything.
 */
export async function streamRun(parts: StreamParts, runId: string, after: number, reply: FastifyReply): Promise<void> {
  const { storage, feeds } = parts;
  const run = await findRun(storage, runId);
  if (isKept(run)) {
    const first = await keptEvents(storage, run, after);
    if (first.length === 0) {
      await reply.status(204).send();
      return;
    }
    const client = begin(parts, reply);
    await attempt(parts, runId, client, () => replayEvents(storage, run, first, client));
    return;
  }
  const client = begin(parts, reply);
  await attempt(parts, runId, client, async () => {
    const { kind, sent } = await feeds.follow(runId, client, after);
    if (kind === 'lost' && sent === 0) await replayOnceKept(parts, runId, after, client);
  });
}

function begin({ clients }: StreamParts, reply: FastifyReply): StreamClient {
  reply.hijack();
  const client = clients.add(reply.raw);
  client.begin(Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])));
  return client;
}

/** The answer has begun: whatever goes wrong can only end it, and the client comes back with its last id. */
async function attempt({ log }: StreamParts, runId: string, client: StreamClient, send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    log.warn('a stream broke off', { run_id: runId, error: errorMessage(error) });
  }
  client.end();
}

/** Committed, or nothing will ever be. */
function isKept(run: StoredRun): boolean {
  return run.persisted_at !== null || endedInQueue(run);
}

async function replayOnceKept(parts: StreamParts, runId: string, after: number, client: StreamClient): Promise<void> {
  const gone = new AbortController();
  client.whenGone(() => gone.abort(new Error('the client left')));
  const waitMs = parts.keepWaitMs ?? KEEP_WAIT_MS;
  using deadline = startDeadline(waitMs, 'waiting for what a run left', { signal: gone.signal, log: parts.log });
  let run: StoredRun | undefined;
  try {
    run = await parts.watch.until(runId, isKept, deadline);
  } catch (error) {
    if (deadline.signal.aborted) return;
    throw error;
  }
  if (run === undefined) return;
  await replayEvents(parts.storage, run, await keptEvents(parts.storage, run, after), client);
}
