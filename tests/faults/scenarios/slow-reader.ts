import { connect, type Socket } from 'node:net';
import { hold, type Scenario } from '../scenario.ts';
import { residentMb } from '../world/resources.ts';

const READERS = 40;
const MAX_GROWTH_MB = 150;

/** Reads an event stream at one byte a second, and never more. */
function readSlowly(base: string, runId: string): Socket {
  const { hostname, port } = new URL(base);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => socket.destroy());
  socket.write(`GET /runs/${runId}/stream HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\n\r\n`);
  const timer = setInterval(() => socket.read(1), 1_000);
  socket.on('close', () => clearInterval(timer));
  return socket;
}

export const slowReader: Scenario[] = [
  {
    name: `${READERS} clients read a stream at one byte a second`,
    short: true,
    async play(world) {
      const orderId = world.freshOrder();
      const run = await world.ask(world.newId('slow-reader'), { orderId });
      const before = await residentMb(world.api.pid);
      const slow = Array.from({ length: READERS }, () => readSlowly(world.url, run.runId));
      try {
        const other = await world.ask(world.newId('beside-slow'), { playbook: 'glance' });
        await Promise.all([run.observer!.done, other.observer!.done]);
        const grownMb = (await residentMb(world.api.pid)) - before;
        hold(grownMb <= MAX_GROWTH_MB, `the service grew by ${grownMb} MB`);
        const end = run.observer!.complete;
        hold(end?.type === 'complete' && end.status === 'completed', `beside them the run ended as ${JSON.stringify(end)}`);
        return [run, other];
      } finally {
        for (const socket of slow) socket.destroy();
      }
    },
  },
];
