import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void);

/** Pages served on a free loopback port. */
export interface Pages {
  /** `http://127.0.0.1:port` */
  origin: string;
  url(path: string): string;
  /** What was asked for, oldest first: `GET /path`. */
  requests: string[];
  close(): Promise<void>;
}

/** Serves HTML by path (the query does not count); a function answers by itself. Everything else is 404. */
export async function servePages(answers: Record<string, Answer>): Promise<Pages> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    requests.push(`${request.method} ${request.url}`);
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(answer ?? 'not found');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: (path) => `${origin}${path}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
