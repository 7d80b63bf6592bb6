import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunEvent } from '../../contract/index.ts';
import type { ServerKey } from '../../secrets/index.ts';

export interface FakeFile {
  body: Buffer;
  /** Cuts the connection after this many bytes. */
  cutAfter?: number;
}

/**
 * A status server that fails on demand. The real one is tested in its own room, and together with the API in tests/.
 */
export class FakeSandbox {
  readonly runId: string;
  url = '';
  /** What /status answers. */
  status: { code: number; body: string } = { code: 500, body: '' };
  readonly files = new Map<string, FakeFile>();
  readonly events: RunEvent[] = [];
  /** Event streams opened so far. */
  streams = 0;
  statusReads = 0;
  stops = 0;
  /** Cuts each event stream after this many events. */
  cutAfterEvents = Number.POSITIVE_INFINITY;
  readonly #token: string;
  readonly #server: Server;
  readonly #readers = new Set<ServerResponse>();
  readonly #unread: (() => void)[] = [];

  private constructor(runId: string, serverKey: ServerKey) {
    this.runId = runId;
    this.#token = serverKey.fingerprint(runId, 'sandbox-token');
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(runId: string, serverKey: ServerKey): Promise<FakeSandbox> {
    const sandbox = new FakeSandbox(runId, serverKey);
    await new Promise<void>((done) => sandbox.#server.listen(0, '127.0.0.1', done));
    sandbox.url = `http://127.0.0.1:${(sandbox.#server.address() as AddressInfo).port}`;
    return sandbox;
  }

  push(...events: RunEvent[]): void {
    this.events.push(...events);
    for (const reader of this.#readers) this.#send(reader, events);
  }

  get openStreams(): number {
    return this.#readers.size;
  }

  /** Resolves when its events have no reader. */
  whenUnread(): Promise<void> {
    return this.#readers.size === 0 ? Promise.resolve() : new Promise((done) => this.#unread.push(done));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
    if (request.headers.authorization !== `Bearer ${this.#token}`) response.writeHead(401).end('{}');
    else if (pathname === '/events') this.#open(response);
    else if (pathname === '/status') {
      this.statusReads += 1;
      response.writeHead(this.status.code, { 'content-type': 'application/json' }).end(this.status.body);
    } else if (pathname === '/stop') {
      this.stops += 1;
      response.end('{}');
    } else this.#sendFile(response, this.files.get(decodeURIComponent(pathname)));
  }

  #open(response: ServerResponse): void {
    this.streams += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    this.#readers.add(response);
    response.once('close', () => {
      this.#readers.delete(response);
      if (this.#readers.size === 0) for (const done of this.#unread.splice(0)) done();
    });
    this.#send(response, this.events);
  }

  #send(response: ServerResponse, events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.id <= this.cutAfterEvents) response.write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (event.id >= this.cutAfterEvents) setImmediate(() => response.destroy());
      else if (event.type === 'complete') response.end();
    }
    if (this.cutAfterEvents === 0) setImmediate(() => response.destroy());
  }

  #sendFile(response: ServerResponse, file: FakeFile | undefined): void {
    if (file === undefined) {
      response.writeHead(404).end(JSON.stringify({ error: { code: 'NOT_FOUND', message: 'The sandbox has no such file.' } }));
      return;
    }
    const { body, cutAfter } = file;
    response.writeHead(200, { 'content-length': body.length });
    if (cutAfter === undefined) response.end(body);
    else if (cutAfter === 0) {
      response.flushHeaders();
      setImmediate(() => response.destroy());
    } else response.write(body.subarray(0, cutAfter), () => setImmediate(() => response.destroy()));
  }
}
