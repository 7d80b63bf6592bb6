import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { RunEvent } from '../../contract/index.ts';
import type { LiveRunView } from './run-view.ts';

const HEARTBEAT_MS = 10_000;
/** A reader that takes nothing for a minute counts as gone, even if its connection is open. */
const MAX_STALLED_BEATS = 6;
/** A reader that falls this far behind is dropped; it can reconnect with its last id. */
const MAX_BACKLOG_BYTES = 1024 ** 2;
/** Written but not yet taken by the reader; beyond this, writing pauses. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/**
 * Server-sent events of a run: the existing ones after `after`, then each as it happens; ends after `complete`. A reader costs no more memory
 * than its buffer: unsent events are read from the run's list.
 */
export async function streamEvents(view: LiveRunView, after: number, response: ServerResponse): Promise<void> {
  let next = after;
  let backlog = 0;
  let wake: (() => void) | undefined;
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
    wake?.();
  });
  const unsubscribe = view.subscribe((event) => {
    if (response.writableLength > MAX_BUFFERED_BYTES) backlog += JSON.stringify(event).length;
    if (backlog > MAX_BACKLOG_BYTES) response.destroy();
    wake?.();
  });
  let stalled = 0;
  const heartbeat = setInterval(() => {
    stalled = response.writableLength === 0 ? 0 : stalled + 1;
    if (stalled === 0) response.write(': still here\n\n');
    else if (stalled > MAX_STALLED_BEATS) response.destroy();
  }, HEARTBEAT_MS);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.flushHeaders();
  try {
    while (!gone.signal.aborted) {
      const events = view.events();
      // Ids are gapless from 1: an id is an index in the list.
      const event = events[next];
      if (event === undefined) {
        if (events.at(-1)?.type === 'complete' || view.finished) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
        continue;
      }
      next = event.id;
      if (!response.write(frame(view.cleaned(event))) || response.writableLength > MAX_BUFFERED_BYTES) {
        await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
        backlog = 0;
      }
    }
  } finally {
    clearInterval(heartbeat);
    unsubscribe();
    response.end();
  }
}

function frame(event: RunEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
