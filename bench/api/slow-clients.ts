import { once } from 'node:events';
import { createConnection } from 'node:net';

const CONNECTIONS = 1_000;
const LOOKS = 20;
const UNFINISHED = 'POST /v1/runs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';

/** Prints how long `/healthz` takes while many clients have sent only half of a request. */
export async function slowClients(url: string): Promise<void> {
  const { hostname: host, port } = new URL(url);
  const sockets = Array.from({ length: CONNECTIONS }, () => createConnection({ host, port: Number(port) }).on('error', () => undefined));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) socket.write(UNFINISHED);
  const took: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const begun = performance.now();
    const { status } = await fetch(`${url}/healthz`);
    if (status !== 200) throw new Error(`/healthz answered ${status}`);
    took.push(performance.now() - begun);
  }
  for (const socket of sockets) socket.destroy();
  const longest = Math.max(...took).toFixed(0);
  console.log(`GET /healthz beside ${CONNECTIONS.toLocaleString('en')} unfinished requests: at most ${longest} ms of ${LOOKS}`);
}
