import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { defaultGuardrails, type GuardrailOverrides } from '../../contract/index.ts';
import { createUrlPolicy } from '../../guardrails/index.ts';
import { type Egress, startEgress } from '../egress.ts';
import type { EgressOptions } from '../egress-options.ts';

export const cleanups: (() => unknown)[] = [];

/** Ends what a test started, in reverse order. Call it in `afterEach` of each file. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export const site = (handler: RequestListener) => listen(createServer(handler));

export type Settings = Omit<Partial<EgressOptions>, 'policy'> & { guardrails?: GuardrailOverrides };

/** Allows private networks by default: the tests' sites are on loopback. */
export async function proxy({ guardrails, ...options }: Settings = {}): Promise<Egress> {
  const policy = createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true, ...guardrails });
  const egress = await startEgress({ policy, resolve: async () => ['127.0.0.1'], ...options });
  cleanups.push(() => egress.close());
  return egress;
}

export const authorization = ({ username, password }: Egress) => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** One request through the proxy with Node's own client. */
export async function ask(
  egress: Egress,
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; anonymous?: boolean } = {},
) {
  const sent = httpRequest({
    host: '127.0.0.1',
    port: egress.port,
    path: url,
    method: options.method ?? 'GET',
    headers: {
      host: new URL(url).host,
      ...(options.anonymous ? {} : { 'proxy-authorization': authorization(egress) }),
      ...options.headers,
    },
    agent: false,
  });
  sent.end(options.body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

export async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** Sends bytes and returns the socket. */
export async function dial(egress: Egress, bytes: string): Promise<Socket> {
  const socket = connect(egress.port, '127.0.0.1');
  cleanups.push(() => socket.destroy());
  socket.write(bytes);
  return socket;
}

/** Everything until the other side has ended. */
export const raw = async (egress: Egress, bytes: string) => text(await dial(egress, bytes));

/** Reads until the text holds `mark`. */
export async function readUntil(socket: Socket, mark: string): Promise<string> {
  let read = '';
  while (!read.includes(mark)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    read += chunk.toString('latin1');
  }
  return read;
}

export const connectRequest = (egress: Egress, authority: string) =>
  `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: ${authorization(egress)}\r\n\r\n`;
