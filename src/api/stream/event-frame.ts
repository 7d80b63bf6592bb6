import type { RunEvent } from '../../contract/index.ts';

/** An event as it goes over the wire, made once however many read it. */
export function eventFrame(event: RunEvent): Buffer {
  return Buffer.from(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
