import type { FastifyReply } from 'fastify';
import { errorMessage, startDeadline } from '../../base/index.ts';
import type { StoredRun } from '../../storage/index.ts';
import { endedInQueue } from '../runs/run-end.ts';
import { keptEvents, replayEvents } from './replay-events.ts';
import type { FeedDeps } from './run-feed.ts';
import type { RunFeeds } from './run-feeds.ts';
import type { StreamClient } from './stream-client.ts';
import type { StreamClients } from './stream-clients.ts';

/**
 * How long a stream waits for the events of a run to be stored once its sandbox is gone. Then the client reconnects.
 */
const KEEP_WAIT_MS = 10_000;

export interface StreamDeps extends FeedDeps {
  feeds: RunFeeds;
  clients: StreamClients;
  /** Default 10 s. */
  keepWaitMs?: number;
}

/**
 * Answers GET /runs/{id}/stream: the events after `after`, in order, ids gapless, `complete` last. Live while there is
 * a sandbox; stored events follow only if no live event was sent on this connection, so an answer never mixes two
 * records of a run. After a stream that ends without `complete`, the client reconnects with its last id. 204 when the
 * run has ended and the client has everything.
 */
export async function streamRun(
  deps: StreamDeps,
  { run, after, owner }: { run: StoredRun; after: number; owner: string },
  reply: FastifyReply,
): Promise<void> {
  const { storage, feeds } = deps;
  const { run_id: runId } = run;
  if (isKept(run)) {
    const first = await keptEvents(storage, run, after);
    if (first.length === 0) {
      await reply.status(204).send();
      return;
    }
    const client = begin(deps, owner, reply);
    await attempt(deps, runId, client, () => replayEvents(storage, run, first, client));
    return;
  }
  const client = begin(deps, owner, reply);
  await attempt(deps, runId, client, async () => {
    const { kind, sent } = await feeds.follow(runId, client, after);
    if (kind === 'lost' && sent === 0) await replayOnceKept(deps, runId, after, client);
  });
}

function begin({ clients }: StreamDeps, owner: string, reply: FastifyReply): StreamClient {
  reply.hijack();
  const client = clients.add(reply.raw, owner);
  client.begin(Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])));
  return client;
}

/** The answer has started: a failure can only end it, and the client reconnects with its last id. */
async function attempt({ log }: StreamDeps, runId: string, client: StreamClient, send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    log.warn('a stream broke off', { run_id: runId, error: errorMessage(error) });
  }
  client.end();
}

/** Its events are stored, or it ended in the queue and has none. */
function isKept(run: StoredRun): boolean {
  return run.persisted_at !== null || endedInQueue(run);
}

async function replayOnceKept(deps: StreamDeps, runId: string, after: number, client: StreamClient): Promise<void> {
  const gone = new AbortController();
  client.whenGone(() => gone.abort(new Error('the client left')));
  const waitMs = deps.keepWaitMs ?? KEEP_WAIT_MS;
  using deadline = startDeadline(waitMs, 'waiting for the events of a run', { signal: gone.signal, log: deps.log });
  let run: StoredRun | undefined;
  try {
    run = await deps.watch.until(runId, isKept, deadline);
  } catch (error) {
    if (deadline.signal.aborted) return;
    throw error;
  }
  if (run === undefined) return;
  await replayEvents(deps.storage, run, await keptEvents(deps.storage, run, after), client);
}
