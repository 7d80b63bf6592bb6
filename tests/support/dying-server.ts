import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export type Protocol = 'http' | 'https' | 'h2';
/** How a connection ends: cleanly on TCP alone, reset, or cleanly on TLS too (close_notify, as most servers do). `half_*` have begun to answer. */
export type Death = 'fin' | 'rst' | 'notify' | 'half_head' | 'half_body' | 'silence';

/** A site that lets the connection of the first POST die unanswered, and answers every later one. */
export interface DyingServer {
  origin: string;
  /** POSTs that arrived whole, by path. */
  posts: string[];
  /** Resolves when that many POSTs have arrived. */
  posted(count: number): Promise<void>;
  /** Every open connection ends, except those that wait for the answer to `/slow`. */
  endIdleConnections(): Promise<unknown>;
  /** Answers `/slow`. */
  answerSlow(): void;
  close(): Promise<void>;
}

/** A self-signed certificate for localhost. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'rote-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'], {
    stdio: 'ignore',
  });
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return pair;
}

const PAGE = `<!doctype html><title>Shop</title><p id=told></p>
<form method=post action=/pay><button id=form>Pay</button></form>
<button id=fetch>Pay</button><button id=keepalive>Pay</button><button id=worker>Pay</button><button id=slow>Slow</button>
<script>
const tell = (text) => { document.querySelector('#told').textContent = text; };
const pay = (path, more) => fetch(path, { method: 'POST', body: 'x', ...more }).then((answer) => tell('answer ' + answer.status), () => tell('failed'));
document.querySelector('#fetch').onclick = () => pay('/pay');
document.querySelector('#slow').onclick = () => pay('/slow');
document.querySelector('#keepalive').onclick = () => pay('/pay', { keepalive: true });
document.querySelector('#worker').onclick = () => new Worker('/worker.js');
</script>`;

type Asked = IncomingMessage | Http2ServerRequest;
type Answered = ServerResponse | Http2ServerResponse;

export async function startDyingServer(protocol: Protocol, death: Death): Promise<DyingServer> {
  const posts: string[] = [];
  const waiting: { count: number; arrived: () => void }[] = [];
  const connections = new Map<number, Socket>();
  const secured = new Map<number, Duplex>();
  const busy = new Set<number>();
  const slow: Answered[] = [];
  let diedOnGet = false;

  const die = (port: number) => {
    if (death === 'silence') return;
    if (death === 'rst') connections.get(port)?.resetAndDestroy();
    else if (death === 'notify') secured.get(port)?.end();
    else connections.get(port)?.destroy();
  };
  const html = (response: Answered, body: string, type = 'text/html') => {
    (response as ServerResponse).writeHead(200, { 'content-type': type, ...(protocol === 'h2' ? {} : { 'x-kept': '1' }) });
    (response as ServerResponse).end(body);
  };
  const onPost = (request: Asked, response: Answered, port: number) => {
    posts.push(request.url ?? '');
    for (const one of waiting) if (posts.length >= one.count) one.arrived();
    if (request.url === '/slow') return void slow.push(response);
    if (posts.length > 1) return html(response, 'paid');
    if (death === 'half_head' || death === 'half_body') {
      (response as ServerResponse).writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' });
      if (death === 'half_body') return void (response as ServerResponse).write('half', () => die(port));
      (response as ServerResponse).flushHeaders();
    }
    die(port);
  };
  const onRequest = (request: Asked, response: Answered) => {
    const port = (request as IncomingMessage).socket.remotePort ?? 0;
    if (request.url === '/slow') busy.add(port);
    if (request.method === 'POST') {
      request.resume();
      request.once('end', () => onPost(request, response, port));
      return;
    }
    if (request.url === '/worker.js')
      return html(response, "fetch('/pay', { method: 'POST', body: 'x' }).catch(() => 0)", 'text/javascript');
    if (request.url === '/flaky' && !diedOnGet) {
      diedOnGet = true;
      return die(port);
    }
    if (request.url?.startsWith('/fresh')) (response as ServerResponse).setHeader('connection', 'close');
    html(response, PAGE);
  };

  const server: Server =
    protocol === 'http'
      ? createHttpServer({ keepAliveTimeout: 60_000 }, onRequest)
      : protocol === 'https'
        ? createHttpsServer({ ...certificate(), keepAliveTimeout: 60_000 }, onRequest)
        : (createSecureServer(certificate(), onRequest) as unknown as Server);
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    connections.set(port, socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(port));
  });
  server.on('secureConnection', (socket: Socket) => {
    secured.set(socket.remotePort ?? 0, socket);
    socket.on('error', () => socket.destroy());
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => openWebSocket(request, socket, die));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `${protocol === 'http' ? 'http' : 'https'}://localhost:${(server.address() as AddressInfo).port}`,
    posts,
    posted: (count) =>
      posts.length >= count ? Promise.resolve() : new Promise((arrived) => void waiting.push({ count, arrived: () => arrived() })),
    endIdleConnections: () =>
      Promise.all(
        [...connections]
          .filter(([port]) => !busy.has(port))
          .map(([, socket]) => new Promise((closed) => socket.once('close', closed).destroy())),
      ),
    answerSlow: () => {
      for (const response of slow) html(response, 'slow');
    },
    close: () => {
      for (const socket of connections.values()) socket.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Says `hi`, then an empty ping; dies at the first frame of the page. */
function openWebSocket(request: IncomingMessage, socket: Socket, die: (port: number) => void): void {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
  // An empty text: two bytes, which TLS 1.3 wraps exactly like an alert.
  let frames = 0;
  socket.on('data', () => {
    frames += 1;
    if (frames === 1) socket.write(Buffer.from([0x81, 0]));
    else die(socket.remotePort ?? 0);
  });
}
