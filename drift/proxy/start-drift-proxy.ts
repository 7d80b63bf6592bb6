import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parseHTML } from 'linkedom';
import { errorMessage } from '../../src/base/index.ts';
import type { ApplicationPlan } from '../applications/application-plan.ts';
import type { Drift, DriftRequest } from '../drifts/drift.ts';
import { type Forwarded, forward } from './forward.ts';
import { ScriptWords } from './script-words.ts';

/** A request to change something that reached the application. */
export interface SentWrite {
  readonly method: string;
  readonly path: string;
  readonly form: FormData | undefined;
}

export interface DriftProxy {
  /** Without a trailing slash. */
  readonly url: string;
  /** What the drift has changed so far, one entry per kind of change. */
  touched(): string[];
  /** The writes that have reached the application so far, including logins. */
  writes(): readonly SentWrite[];
  /** Resolves when no request is in flight. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = readFileSync(new URL('../in-page/drift.js', import.meta.url), 'utf8');
const STYLE = readFileSync(new URL('../in-page/drift.css', import.meta.url), 'utf8');

/** Serves an application, changed by one drift, on a free loopback port. */
export async function startDriftProxy(options: {
  /** The application itself, such as http://127.0.0.1:8470. */
  origin: string;
  plan: ApplicationPlan;
  drift: Drift;
  seed: number;
}): Promise<DriftProxy> {
  const proxy = new Rewriter(options);
  const server = createServer((request, response) => {
    proxy.track(
      proxy.serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
        response.end(`The application did not answer: ${errorMessage(error)}`);
      }),
    );
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    touched: () => [...proxy.touched],
    writes: () => [...proxy.writes],
    idle: () => proxy.idle(),
    async close() {
      proxy.closing.abort();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

class Rewriter {
  readonly closing = new AbortController();
  readonly touched = new Set<string>();
  readonly writes: SentWrite[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #origin: string;
  readonly #plan: ApplicationPlan;
  readonly #drift: Drift;
  readonly #seed: number;
  readonly #scripts: ScriptWords;

  constructor({ origin, plan, drift, seed }: { origin: string; plan: ApplicationPlan; drift: Drift; seed: number }) {
    this.#origin = origin;
    this.#plan = plan;
    this.#drift = drift;
    this.#seed = seed;
    this.#scripts = new ScriptWords(async (path) => {
      const { body } = await forward(origin, { method: 'GET', path, headers: {}, body: Buffer.alloc(0) }, this.closing.signal);
      return body.toString('utf8');
    });
  }

  track(served: Promise<void>): void {
    this.#inFlight.add(served);
    void served.finally(() => this.#inFlight.delete(served));
  }

  async idle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', `http://${headers.host ?? '127.0.0.1'}`);
    const form = await readForm(body, headers['content-type']);
    const asked: DriftRequest = {
      method,
      url,
      headers: headers as Record<string, string | undefined>,
      plan: this.#plan,
      seed: this.#seed,
      form,
    };
    const instead = this.#drift.answer?.(asked);
    if (instead !== undefined) {
      this.touched.add(instead.touched);
      response.writeHead(instead.status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(instead.html);
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') this.writes.push({ method, path: url.pathname, form });
    const path = url.pathname + url.search;
    const answer = await forward(this.#origin, { method, path, headers, body }, this.closing.signal);
    const delay = this.#drift.delayMs?.(asked) ?? 0;
    if (delay > 0) {
      this.touched.add(`${method} took longer`);
      await pause(delay, undefined, { signal: this.closing.signal });
    }
    await this.#send(answer, url, cookiesOf(headers.cookie), response);
  }

  async #send(answer: Forwarded, url: URL, cookies: ReadonlyMap<string, string>, response: ServerResponse): Promise<void> {
    const { 'content-length': _length, 'transfer-encoding': _coding, connection: _connection, ...headers } = answer.headers;
    if (headers.location?.startsWith(this.#origin)) headers.location = headers.location.slice(this.#origin.length) || '/';
    const type = headers['content-type'] ?? '';
    let body = answer.body;
    if (type.startsWith('text/html') && headers['content-disposition'] === undefined && body.length > 0) {
      delete headers['x-frame-options'];
      body = Buffer.from(await this.#rewrite(body.toString('utf8'), url, cookies));
    } else if (type.startsWith('text/css') && this.#drift.style) {
      body = Buffer.from(this.#drift.style(body.toString('utf8'), this.#seed));
    }
    response.writeHead(answer.status, { ...headers, 'content-length': body.length });
    response.end(body);
  }

  async #rewrite(html: string, url: URL, cookies: ReadonlyMap<string, string>): Promise<string> {
    if (this.#drift.page === undefined) return html;
    const { document } = parseHTML(html);
    let changes = 0;
    this.#drift.page({
      document,
      url,
      cookies,
      plan: this.#plan,
      seed: this.#seed,
      scriptWords: await this.#scripts.of(document, url),
      touch: (what) => {
        changes += 1;
        this.touched.add(what);
      },
    });
    if (changes === 0) return html;
    const style = document.createElement('style');
    style.textContent = STYLE;
    const script = document.createElement('script');
    script.textContent = SCRIPT;
    document.head.append(style, script);
    return document.toString();
  }
}

function cookiesOf(header = ''): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2));
  return new Map(pairs.filter(([name]) => name !== '').map(([name = '', value = '']) => [name, value]));
}

async function readForm(body: Buffer, type = ''): Promise<FormData | undefined> {
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) return undefined;
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch (error) {
    // A malformed form is the application's to refuse.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
