import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { quantile } from '../figures.ts';
import { RUN_ID, startEvents } from './stream-run.ts';

/**
 * Measures `clients` readers of one run at `perSecond` events per second, beside one client that never reads. Prints the API process's CPU time
 * and memory, and the delay of events.
 */
export async function streams(clients: number, perSecond: number, seconds: number): Promise<void> {
  const events = await startEvents();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'stream-server.ts'), events.url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  const used = async () => {
    child.stdin.write('cpu\n');
    const [cpu = 0, rss = 0] = (await next()).split(' ').map(Number);
    return { cpu, rss };
  };
  const url = new URL(await next());
  const late: number[] = [];
  let received = 0;
  let counting = false;
  const readers = await Promise.all(
    Array.from({ length: clients }, async () => {
      const [response] = (await once(get(`${url.origin}/v1/runs/${RUN_ID}/stream`), 'response')) as [IncomingMessage];
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const now = Date.now();
        for (const found of chunk.matchAll(/"at":"([^"]+)"/g)) {
          if (!counting) continue;
          received += 1;
          late.push(now - Date.parse(found[1]!));
        }
      });
      return response;
    }),
  );
  const stalled = connect(Number(url.port), '127.0.0.1', () =>
    stalled.write(`GET /runs/${RUN_ID}/stream HTTP/1.1\r\nhost: 127.0.0.1:${url.port}\r\n\r\n`),
  );
  stalled.pause();
  stalled.on('error', () => undefined);
  events.start(perSecond);
  await new Promise((done) => setTimeout(done, 2_000));
  counting = true;
  const before = await used();
  await new Promise((done) => setTimeout(done, seconds * 1_000));
  const after = await used();
  counting = false;
  const core = (after.cpu - before.cpu) / 1e6 / seconds;
  console.log(
    `${clients} SSE clients x ${perSecond} events/s, one stalled: ${(100 * core).toFixed(1)} % of a core, ${Math.round(received / seconds).toLocaleString('en')} events/s delivered, ` +
      `p50 ${quantile(late, 0.5)} ms, p99 ${quantile(late, 0.99)} ms, api process ${Math.round(after.rss / 1e6)} MB`,
  );
  for (const reader of readers) reader.destroy();
  stalled.destroy();
  child.stdin.end();
  await once(child, 'exit');
  await events.close();
}
