import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { SCRIPTS, VECTORS, type Vector } from './vectors.ts';

export const SITE = 'app.localhost';
export const FORBIDDEN = 'forbidden.test';

/** Counts everything that arrives at one loopback port, TCP and UDP. */
export interface ForbiddenListener {
  port: number;
  connections(): number;
  packets(): number;
  /** Ids of the vectors that were recognised, by path, by TLS server name, or by protocol. */
  arrived: Set<string>;
  close(): Promise<void>;
}

/** `onArrival` is told the id of each vector as it is recognised. */
export async function startForbidden(onArrival: (id: string) => void): Promise<ForbiddenListener> {
  const arrived = new Set<string>();
  const sockets = new Set<Socket>();
  let connections = 0;
  let packets = 0;
  const note = (id: string) => {
    arrived.add(id);
    onArrival(id);
  };
  const http = createServer((request, response) => {
    // What a tab asks for by itself once a vector has taken it there.
    if (request.url !== '/favicon.ico') note(/^\/hit\/([\w-]+)/.exec(request.url ?? '')?.[1] ?? `unknown ${request.url}`);
    response
      .writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' })
      .end();
  });
  http.on('upgrade', (request, socket) => {
    note(/^\/hit\/([\w-]+)/.exec(request.url ?? '')?.[1] ?? 'unknown upgrade');
    socket.destroy();
  });
  const tcp = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      const name = /([\w-]+)\.(?:forbidden\.test|localhost)/.exec(first.toString('latin1'))?.[1];
      if (first[0] === 0x16) note(name ?? 'unknown tls');
      // A STUN message over TCP starts with two zero bits; HTTP starts with a letter.
      else if (first[0]! < 0x40) note('webrtc-turn-tcp');
      else {
        socket.pause();
        http.emit('connection', socket);
        socket.unshift(first);
        socket.resume();
        return;
      }
      socket.destroy();
    });
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  udp.on('message', (message) => {
    packets += 1;
    // QUIC packets have their first or second bit set, STUN has neither.
    note((message[0]! & 0xc0) === 0 ? 'webrtc-stun' : 'webtransport');
  });
  udp.bind(port, '127.0.0.1');
  await once(udp, 'listening');
  return {
    port,
    arrived,
    connections: () => connections,
    packets: () => packets,
    async close() {
      for (const socket of sockets) socket.destroy();
      udp.close();
      tcp.close();
      http.close();
      await once(tcp, 'close');
    },
  };
}

/** The site that the run may visit, whose pages try to reach the forbidden listener. */
export async function startSite(forbiddenPort: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => serve(request, response, forbiddenPort));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function filled(text: string, vector: Pick<Vector, 'id' | 'tls' | 'local'>, port: number): string {
  const target = `${vector.tls ? 'https' : 'http'}://${vector.id}.${vector.local ? 'localhost' : FORBIDDEN}:${port}/hit/${vector.id}`;
  return text.replaceAll('{T}', target).replaceAll('{R}', `/redirect/302?to=${target}`).replaceAll('{P}', String(port));
}

function serve(request: IncomingMessage, response: ServerResponse, port: number): void {
  const url = new URL(request.url ?? '/', `http://${SITE}`);
  const [, kind, name = ''] = url.pathname.split('/');
  if (kind === 'redirect') {
    const to = url.searchParams.get('to') ?? filled('{T}', { id: url.searchParams.get('id') ?? 'unknown' }, port);
    const again = url.searchParams.has('again') ? `/redirect/307?to=${encodeURIComponent(to)}` : to;
    response.writeHead(Number(name), { location: again }).end();
    return;
  }
  const vector = VECTORS.find(({ id }) => id === name.replace(/\.js$/, ''));
  if (kind === 'script' && vector !== undefined) {
    response
      .writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' })
      .end(filled(SCRIPTS[vector.id] ?? '', vector, port).replace('{N}', String(performance.now())));
    return;
  }
  if (kind !== 'page' || vector === undefined) {
    response.writeHead(kind === 'blank' ? 200 : 404, { 'content-type': 'text/html' }).end('<title>blank</title>');
    return;
  }
  const headers = Object.fromEntries(Object.entries(vector.headers ?? {}).map(([header, value]) => [header, filled(value, vector, port)]));
  const script =
    vector.script === undefined ? '' : `<script>addEventListener('load',()=>{${filled(vector.script, vector, port)}})</script>`;
  response.writeHead(200, { 'content-type': 'text/html', ...headers });
  response.end(
    `<!doctype html><head><title>${vector.id}</title>${filled(vector.head ?? '', vector, port)}</head><body>${script}${filled(vector.html ?? '', vector, port)}`,
  );
}
