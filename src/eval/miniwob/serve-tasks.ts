import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, relative, resolve, sep } from 'node:path';
import type { TaskFolder } from './find-tasks.ts';
import { starter } from './starter.ts';

/** Serves tasks on a free loopback port. */
export interface TaskServer {
  /** An address that starts the episode once. Loading it again shows that the episode has ended. */
  episode(task: string, seed: number, limitMs: number): string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const ENDED = '<!doctype html><title>Ended</title><p>This episode has ended. It cannot be restarted.</p>';

export async function serveTasks(folder: TaskFolder): Promise<TaskServer> {
  const waiting = new Map<string, { path: string; addition: string }>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://tasks');
    const token = url.searchParams.get('episode');
    const episode = token === null ? undefined : waiting.get(token);
    if (token !== null) waiting.delete(token);
    const isTask = url.pathname.startsWith(`/${folder.path}/`) && url.pathname.endsWith('.html');
    if (isTask && episode?.path !== url.pathname) return answer(response, 410, 'text/html; charset=utf-8', ENDED);
    void sendFile(folder.root, url.pathname, episode?.addition ?? '', response);
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the task server has no port');
  return {
    episode(task, seed, limitMs) {
      const token = randomBytes(12).toString('hex');
      const path = `/${folder.path}/${encodeURIComponent(task)}.html`;
      waiting.set(token, { path, addition: starter(seed, limitMs) });
      return `http://127.0.0.1:${address.port}${path}?episode=${token}`;
    },
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Serves only files inside `root`. The addition follows the document, where browsers parse it as its last part. */
async function sendFile(root: string, path: string, addition: string, response: ServerResponse): Promise<void> {
  try {
    const file = resolve(root, `.${decodeURIComponent(path)}`);
    const inside = relative(root, file);
    if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..') return answer(response, 404, 'text/plain', 'not found');
    const type = TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
    answer(response, 200, type, Buffer.concat([await readFile(file), Buffer.from(addition)]));
  } catch {
    // A missing file, a folder or an invalid address.
    answer(response, 404, 'text/plain', 'not found');
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
