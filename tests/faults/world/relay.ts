import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between api and sandboxes that can be cut: while it is, connections stay open and nothing passes, as with a pulled cable. */
export interface Relay {
  port: number;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** `target` is asked at each connection. */
export async function startRelay(target: () => Promise<URL | undefined>): Promise<Relay> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  const server = createServer({ pauseOnConnect: true }, (near) => {
    keep(near);
    const open = () => void join(near);
    if (isCut) waiting.push(open);
    else open();
  });
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const join = async (near: Socket) => {
    const url = await target();
    if (url === undefined || near.destroyed) return near.destroy();
    const far = connect(Number(url.port), url.hostname);
    keep(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('end', () => to.end());
      from.on('close', () => to.destroy());
    }
    if (!isCut) near.resume();
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      isCut = false;
      for (const socket of sockets) socket.resume();
      for (const open of waiting.splice(0)) open();
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}
