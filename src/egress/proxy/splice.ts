import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Joins two sockets until one fails or both are silent for `idleMs`; then destroys both. An end in one direction is
 * passed on: a side that has finished sending still gets the answer.
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
  // Bytes in either direction pass through the site's socket: one timer is enough.
  site.setTimeout(idleMs, end);
  client.pipe(site);
  site.pipe(client);
}
