/**
 * Faults: ways in which the sample misbehaves on purpose, to test how runs react. They exist only when the sample was
 * started with `faults: true`.
 *
 * Arm one in the same process with `sample.faults.arm({ kind, … })`, or from outside with `POST /__test/faults` and the same
 * JSON. It strikes the next matching requests (`method`, and `path` as a prefix), `times` times (default 1), and is then
 * disarmed. `DELETE /__test/faults` disarms all, `GET /__test/faults` lists what is armed. Style sheets, scripts and
 * /__test/ itself are never hit.
 *
 * kind                what happens                                              hits
 * slow                the answer comes `ms` later (default 3,000)               any request
 * error_500           500, nothing happened                                     any request
 * error_after_commit  500, but the effect happened                              any request
 * drop_before_commit  the connection is cut, nothing happened                   any request
 * drop_after_commit   the connection is cut, but the effect happened            any request
 * never_answers       the connection stays open without a byte                  any request
 * broken_download     the connection is cut after half of the promised bytes    any request
 * never_loads         half of the page arrives, the rest never does             pages
 * endless_script      the page ends in a script that never returns              pages
 * native_dialog       the page opens a native alert while it loads (`text`)     pages
 * crash_tab           the page makes Chromium's tab crash (within some seconds)  pages
 *
 * `GET /__test/pages/{kind}` is a page that always has a page fault, without signing in. `POST /__test/reset` resets the
 * data, and `POST /__test/expire-sessions` signs all users out.
 */
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from './web/html.ts';

const REQUEST_FAULTS = [
  'slow',
  'error_500',
  'error_after_commit',
  'drop_before_commit',
  'drop_after_commit',
  'never_answers',
  'broken_download',
] as const;
const PAGE_FAULTS = ['never_loads', 'endless_script', 'native_dialog', 'crash_tab'] as const;
const FAULT_KINDS = [...REQUEST_FAULTS, ...PAGE_FAULTS] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly method?: string;
  /** Prefix of the path, such as `/orders/10234`. */
  readonly path?: string;
  readonly times?: number;
  readonly ms?: number;
  readonly text?: string;
}

/** The armed faults. */
export class Faults {
  #armed: Fault[] = [];
  readonly #struck = new WeakMap<FastifyRequest, Fault>();

  arm(fault: Fault): void {
    this.#armed.push(fault);
  }

  clear(): void {
    this.#armed = [];
  }

  armed(): readonly Fault[] {
    return this.#armed;
  }

  /** The fault that hits this request, counted as one strike. */
  strike(request: FastifyRequest): Fault | undefined {
    const path = request.url.split('?')[0]!;
    const index = this.#armed.findIndex(
      (fault) =>
        (fault.method ?? request.method).toUpperCase() === request.method &&
        path.startsWith(fault.path ?? '/') &&
        (!isPageFault(fault.kind) || wantsPage(request)),
    );
    const fault = this.#armed[index];
    if (!fault) return undefined;
    const left = (fault.times ?? 1) - 1;
    this.#armed.splice(index, 1, ...(left > 0 ? [{ ...fault, times: left }] : []));
    this.#struck.set(request, fault);
    return fault;
  }

  struck(request: FastifyRequest): Fault | undefined {
    return this.#struck.get(request);
  }
}

/** Adds the hooks that apply faults, and the routes under /__test/. */
export function installFaults(
  app: FastifyInstance,
  faults: Faults,
  actions: { reset(): void; expireSessions(): void; closing: AbortSignal },
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (/^\/(__test|assets)\//.test(request.url)) return;
    await strikeBefore(faults.strike(request), request, reply, actions.closing);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const fault = faults.struck(request);
    return fault ? strikeAfter(fault, request, reply, payload) : payload;
  });

  app.get('/__test/faults', async () => faults.armed());
  app.delete('/__test/faults', async () => {
    faults.clear();
    return { armed: 0 };
  });
  app.post('/__test/faults', async (request, reply) => {
    const fault = request.body as Fault | undefined;
    if (!FAULT_KINDS.some((kind) => kind === fault?.kind)) {
      return reply.code(400).send({ error: `Unknown fault. Known ones: ${FAULT_KINDS.join(', ')}.` });
    }
    faults.arm(fault as Fault);
    return { armed: faults.armed().length };
  });
  app.post('/__test/reset', async () => {
    actions.reset();
    return { reset: true };
  });
  app.post('/__test/expire-sessions', async () => {
    actions.expireSessions();
    return { expired: true };
  });
  app.get('/__test/pages/:kind', async (request, reply) => {
    const kind = FAULT_KINDS.find((known) => known === (request.params as { kind: string }).kind);
    if (!kind) return reply.code(404).send({ error: `No such page. Known ones: ${FAULT_KINDS.join(', ')}.` });
    await strikeBefore({ kind }, request, reply, actions.closing);
    if (reply.sent) return reply;
    reply.type('text/html; charset=utf-8');
    const page = `<!doctype html><html lang="en"><head><title>Fault: ${kind}</title></head><body><main><h1>Fault: ${kind}</h1></main></body></html>`;
    return strikeAfter({ kind }, request, reply, page);
  });
}

async function strikeBefore(fault: Fault | undefined, request: FastifyRequest, reply: FastifyReply, closing: AbortSignal): Promise<void> {
  switch (fault?.kind) {
    case 'slow':
      await pause(fault.ms ?? 3000, undefined, { signal: closing });
      return;
    case 'error_500':
      await reply.code(500).type('text/html; charset=utf-8').send('<!doctype html><title>Error</title><h1>Something went wrong</h1>');
      return;
    case 'drop_before_commit':
      reply.hijack();
      cutConnection(request);
      return;
    case 'never_answers':
      reply.hijack();
      return;
  }
}

function strikeAfter(fault: Fault, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  switch (fault.kind) {
    case 'error_after_commit':
      reply.code(500).removeHeader('location').removeHeader('content-length').type('text/html; charset=utf-8');
      return '<!doctype html><title>Error</title><h1>Something went wrong</h1>';
    case 'drop_after_commit':
      cutConnection(request);
      return '';
    case 'broken_download': {
      const bytes = Buffer.from(payload as string | Buffer);
      reply.header('content-length', bytes.length);
      return Readable.from(halfThenFail(bytes));
    }
    case 'never_loads':
      reply.removeHeader('content-length');
      return firstHalfOnly(String(payload));
    case 'endless_script':
      return intoPage(payload, '<script>for (;;);</script>');
    case 'native_dialog':
      return intoPage(
        payload,
        html`<p hidden id="fault-text">${fault.text ?? 'The price list was updated.'}</p>
<script>alert(document.getElementById('fault-text').textContent)</script>`.text,
      );
    case 'crash_tab':
      return intoPage(payload, CRASH);
    default:
      return payload;
  }
}

/**
 * Sends bytes that are not an HTTP answer, then closes. Without them Chromium would resend the request on a reused
 * connection, even a POST, which would look like a double submit by the run.
 */
function cutConnection(request: FastifyRequest): void {
  const { socket } = request.raw;
  socket.write('lost\r\n\r\n', () => socket.destroy());
}

/** Layout of a tree this deep overflows the stack of the tab's process. */
const CRASH = `<script>let at = document.body; for (let i = 0; i < 60000; i++) { const next = document.createElement('div'); at.append(next); at = next; }</script>`;

async function* halfThenFail(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, Math.ceil(bytes.length / 2));
  throw new Error('fault: broken_download');
}

function firstHalfOnly(text: string): Readable {
  const stream = new Readable({ read: () => undefined });
  stream.push(text.slice(0, Math.ceil(text.length / 2)));
  return stream;
}

function intoPage(payload: unknown, addition: string): string {
  return String(payload).replace('</body>', () => `${addition}</body>`);
}

function isPageFault(kind: FaultKind): boolean {
  return PAGE_FAULTS.some((known) => known === kind);
}

/** A page in a tab: not a frame, an image or a call of fetch. */
function wantsPage(request: FastifyRequest): boolean {
  const destination = request.headers['sec-fetch-dest'] ?? 'document';
  return request.method === 'GET' && destination === 'document' && (request.headers.accept ?? '').includes('text/html');
}
