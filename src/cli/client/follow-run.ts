import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { RoteError, type RunEvent, runEventSchema } from '../../contract/index.ts';
import type { ApiClient } from './api-client.ts';

/** Wait between two attempts to reach the service. */
const RECONNECT_MS = 1_000;

/**
 * Passes every event of a run to `onEvent`, once and in order, until `complete`. Resumes a broken stream after the last event. Rejects with
 * the deadline's reason or with the service's error.
 */
export async function followRun(client: ApiClient, runId: string, onEvent: (event: RunEvent) => void, deadline: Deadline): Promise<void> {
  let last = 0;
  for (;;) {
    deadline.throwIfEnded();
    try {
      const response = await client.stream(runId, last, deadline.signal);
      // The service has nothing after the last event.
      if (response.status === 204 || response.body === null) return;
      for await (const { data } of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
        const event = readEvent(data);
        if (event.id <= last) continue;
        last = event.id;
        onEvent(event);
        if (event.type === 'complete') return;
      }
    } catch (error) {
      deadline.throwIfEnded();
      if (error instanceof RoteError && error.code !== 'SANDBOX_UNREACHABLE') throw error;
      deadline.log.debug('the event stream broke off; resuming', { run_id: runId, last, error: errorMessage(error) });
    }
    await deadline.pause(RECONNECT_MS);
  }
}

function readEvent(data: string): RunEvent {
  const parsed = runEventSchema.safeParse(JSON.parse(data));
  if (parsed.success) return parsed.data;
  throw new RoteError(
    'INTERNAL_ERROR',
    'The service sent an event that this version of Rote does not know: use the same version for client and service.',
  );
}
