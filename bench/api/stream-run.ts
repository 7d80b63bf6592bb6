import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunEvent } from '../../src/contract/index.ts';

export const RUN_ID = 'bench-stream';

export interface EventSourceServer {
  url: string;
  /** Starts emitting `perSecond` events per second. */
  start(perSecond: number): void;
  close(): Promise<void>;
}

/** Answers like a sandbox's status server, with events at a steady pace. An event's `at` is its send time. */
export async function startEvents(): Promise<EventSourceServer> {
  const readers = new Set<ServerResponse>();
  const sent: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/events')) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`:\n\n${sent.join('')}`);
    readers.add(response);
    response.once('close', () => readers.delete(response));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const emit = () => {
    const event: RunEvent = {
      id: sent.length + 1,
      at: new Date().toISOString(),
      type: 'action',
      number: sent.length + 1,
      action: 'click',
      target: 'role=button[name="Save"]',
      ok: true,
      text: 'Clicked the button "Save"; the page shows "Saved".',
      url: 'https://shop.example.test/orders/10234',
      duration_ms: 42,
    };
    const frame = `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    sent.push(frame);
    for (const reader of readers) reader.write(frame);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    start(perSecond) {
      timer = setInterval(emit, 1_000 / perSecond);
    },
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
