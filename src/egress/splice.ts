import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Joins two sockets until one of them ends, fails, or both have been silent for `idleMs`; then both are gone. Half-open is passed on, so that a side
 * that has said all it has to say still hears the answer.
 */
export function splice(client: Duplex, site: Socket, idleMs: number): void {
  const end = () => {
    client.destroy();
    site.destroy();
  };
  for (const socket of [client, site]) {
    socket.on('error', end);
    socket.on('close', end);
  }
  // Bytes in either direction pass through the site's socket, so that one timer is enough.
  site.setTimeout(idleMs, end);
  client.pipe(site);
  site.pipe(client);
}
