import { Agent, request } from 'node:http';
import { quantile } from '../figures.ts';

/** Sends requests over `connections` keep-alive connections for `seconds`; prints answers per second and latency. */
export async function load(
  what: string,
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: () => string; connections: number; seconds: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const took: number[] = [];
  let failed = 0;
  const until = performance.now() + options.seconds * 1_000;
  const started = performance.now();
  const one = () =>
    new Promise<void>((done) => {
      const begun = performance.now();
      const sent = request(url, { agent, method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
        response.resume().once('end', () => {
          if ((response.statusCode ?? 500) < 300) took.push(performance.now() - begun);
          else failed += 1;
          done();
        });
      });
      sent.once('error', () => {
        failed += 1;
        done();
      });
      sent.end(options.body?.());
    });
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      while (performance.now() < until) await one();
    }),
  );
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  const ms = (q: number) => `${quantile(took, q).toFixed(1)} ms`;
  console.log(
    `${what.padEnd(34)} ${Math.round(took.length / seconds)
      .toLocaleString('en')
      .padStart(7)} a second   p50 ${ms(0.5)}   p99 ${ms(0.99)}${failed > 0 ? `   ${failed} FAILED` : ''}`,
  );
}
