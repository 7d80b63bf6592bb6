import type { RunEvent } from '../../contract/index.ts';
import type { Storage, StoredRun } from '../../storage/index.ts';
import { asDecided, endedInQueue, onlyEvent } from '../runs/run-end.ts';
import { eventFrame } from './event-frame.ts';
import type { StreamClient } from './stream-client.ts';

const PAGE = 500;

/** The first page of the stored events after `after`. Empty: the client has everything. */
export function keptEvents(storage: Storage, run: StoredRun, after: number): Promise<RunEvent[]> {
  if (endedInQueue(run)) return Promise.resolve(after < 1 ? [onlyEvent(run)] : []);
  return storage.runs.events(run.run_id, after, PAGE);
}

/** Sends the stored events, as fast as the client reads. */
export async function replayEvents(storage: Storage, run: StoredRun, first: RunEvent[], client: StreamClient): Promise<void> {
  for (let page = first; page.length > 0 && !client.gone; ) {
    for (const event of page) {
      if (client.blocked) await new Promise<void>((ready) => client.whenReady(ready));
      if (client.gone) return;
      client.write(eventFrame(event.type === 'complete' ? asDecided(event, run) : event));
    }
    const last = page.at(-1)!;
    if (last.type === 'complete') return;
    page = await storage.runs.events(run.run_id, last.id, PAGE);
  }
}
