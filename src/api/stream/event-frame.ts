import type { RunEvent } from '../../contract/index.ts';

/** An event as sent to clients; made once for all readers. */
export function eventFrame(event: RunEvent): Buffer {
  return Buffer.from(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
