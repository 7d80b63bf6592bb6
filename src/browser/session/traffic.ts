import type { BrowserContext, Frame, Page, Request, Response, Worker } from 'playwright-core';
import { type Deadline, errorMessage, safeMethods } from '../../base/index.ts';
import { NOT_SENT_HEADER } from '../../egress/index.ts';
import { loadedFrames } from '../playwright/loaded-frames.ts';
import { untraced } from '../playwright/untraced.ts';
import { PassedOn } from './passed-on.ts';

/** `not_sent`: refused by the run's proxy or never connected. `lost`: it may have reached its site, and no answer came. */
export type RequestEnd =
  | { readonly kind: 'answered'; readonly status: number; readonly at: number }
  | { readonly kind: 'lost' | 'not_sent'; readonly why: string; readonly at: number };

/** A request of a page, a frame, a dedicated worker or a service worker whose method may change something. Times: milliseconds since 1970, by the browser's clock. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** What asked for it, in Playwright's words: document, fetch, xhr, ping, … */
  readonly type: string;
  /** At most the first 100,000 characters. */
  readonly body: string;
  readonly at: number;
  /** The document of a main frame: a form that was sent, or a page that it leads to. */
  readonly opensPage: boolean;
  /** False for a request to another site that carries no cookie and no key. */
  readonly isCredentialed: () => Promise<boolean>;
  /** Undefined while it waits for an answer. */
  readonly end: RequestEnd | undefined;
  readonly ended: Promise<RequestEnd>;
}

/** Without an answer, these show that a request never left the browser. */
const NEVER_CONNECTED =
  /ERR_(CONNECTION_REFUSED|CONNECTION_TIMED_OUT|CONNECTION_FAILED|NAME_NOT_RESOLVED|ADDRESS_\w+|INTERNET_DISCONNECTED|PROXY_\w+|TUNNEL_\w+|BLOCKED_BY_\w+|CERT_\w+|SSL_\w+|UNSAFE_PORT|DISALLOWED_URL_SCHEME)/;
const MAX_BODY_CHARS = 100_000;
/** What a page loads for its looks, and what it reports, says nothing about whether it reacted. */
const NO_REACTION = new Set(['image', 'media', 'font', 'stylesheet', 'ping', 'manifest', 'texttrack', 'cspviolationreport', 'other']);
const CREDENTIAL = /^(cookie|authorization|(x-)?(api-?key|auth-token|access-token|session-token|csrf-?token|xsrf-token)|x-csrftoken)$/;
const PAGE_ANSWERS_WITHIN_MS = 1_000;
/** Shorter: pages have frames that never finish loading. */
const FRAME_ANSWERS_WITHIN_MS = 250;

/** An answer to a request of any method. `at`: milliseconds since 1970. */
export interface Answered {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly at: number;
}

const MAX_ANSWERS_KEPT = 1_000;

type Listener = (request: SentRequest) => void;

/** A request without an answer. */
interface Open {
  /** Undefined for a tab that is just opening and for a service worker. */
  readonly page: Page | undefined;
  /** Set when a service worker passes on what the page sent: the request whose end counts. */
  passedOnBy?: Request;
  end(end: RequestEnd): void;
}

export interface TrafficOptions {
  /** Whether service workers answer requests, and so may pass them on. */
  workersAnswer: boolean;
}

/** What the pages of a session send. Not seen: messages of WebSockets (only counted) and requests of shared workers. */
export class Traffic {
  readonly #context: BrowserContext;
  readonly #passedOn: PassedOn | undefined;
  readonly #sent = new Map<Request, Open>();
  readonly #underWay = new Map<Request, number>();
  readonly #listeners = new Set<Listener>();
  #reactions = 0;
  #answers: Answered[] = [];

  constructor(context: BrowserContext, { workersAnswer }: TrafficOptions) {
    this.#context = context;
    this.#passedOn = workersAnswer ? new PassedOn() : undefined;
    context.on('request', (request) => this.#onRequest(request));
    context.on('response', (response) => this.#onResponse(response));
    context.on('requestfinished', (request) => this.#underWay.delete(request));
    context.on('requestfailed', (request) => this.#onFailed(request));
    context.on('page', (page) => {
      page.on('websocket', (socket) => socket.on('framesent', () => this.#count()));
      page.on('close', () => this.#onClosed(page));
    });
  }

  /** Calls the listener with every unsafe request as it is sent, until the returned function is called. */
  onSent(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Counts requests and WebSocket messages that a page may send in reaction to something, without images and beacons. */
  reactions(): number {
    return this.#reactions;
  }

  /** Whether one of the requests sent since `reactions()` returned `since` is still without an answer. */
  isUnderWay(since: number): boolean {
    return [...this.#underWay.values()].some((count) => count > since);
  }

  /** The newest answers of sites since then, oldest first; without those of the run's proxy. */
  answersSince(at: number): Answered[] {
    return this.#answers.filter((answer) => answer.at >= at);
  }

  /**
   * Returns once every request that a page or its service worker sent before this call is known. One that does not answer
   * is not waited for.
   */
  async known(deadline: Deadline): Promise<void> {
    const pages = this.#context.pages();
    const inside = pages.flatMap(loadedFrames);
    await Promise.all([
      answersOf(
        pages.map((page) => page.mainFrame()),
        PAGE_ANSWERS_WITHIN_MS,
        deadline,
      ),
      answersOf([...inside, ...this.#context.serviceWorkers()], FRAME_ANSWERS_WITHIN_MS, deadline),
    ]);
  }

  #count(): void {
    this.#reactions += 1;
  }

  #onRequest(request: Request): void {
    const isSafe = safeMethods.has(request.method());
    // A service worker loads what it may need later: that is no reaction to anything.
    if (!NO_REACTION.has(request.resourceType()) && !(isSafe && request.serviceWorker() !== null)) {
      this.#count();
      this.#underWay.set(request, this.#reactions);
    }
    if (isSafe || this.#completesPair(request)) return;
    const { promise, resolve } = Promise.withResolvers<RequestEnd>();
    const sent = {
      method: request.method(),
      url: request.url(),
      type: request.resourceType(),
      body: bodyOf(request),
      at: request.timing().startTime || now(),
      opensPage: request.isNavigationRequest() && pageOf(request)?.mainFrame() === frameOf(request),
      isCredentialed: () => isCredentialed(request),
      end: undefined as RequestEnd | undefined,
      ended: promise,
    };
    const open: Open = {
      page: pageOf(request),
      end: (how) => {
        sent.end = how;
        for (const [one, { end }] of this.#sent) if (end === open.end) this.#sent.delete(one);
        this.#passedOn?.ended(request);
        resolve(how);
      },
    };
    this.#sent.set(request, open);
    for (const listener of this.#listeners) listener(sent);
  }

  /** Whether this is the other half of a request that is known already: a service worker passes on what a page sent. */
  #completesPair(request: Request): boolean {
    const partner = this.#passedOn?.partnerOf(request);
    const open = partner && this.#sent.get(partner);
    if (open !== undefined) {
      open.passedOnBy = request.serviceWorker() === null ? partner : request;
      this.#sent.set(request, open);
    }
    return partner !== undefined;
  }

  #onResponse(response: Response): void {
    const request = response.request();
    this.#underWay.delete(request);
    const open = this.#sent.get(request);
    if (open?.passedOnBy !== undefined && open.passedOnBy !== request) return;
    const { startTime, responseStart } = request.timing();
    const at = responseStart > 0 ? startTime + responseStart : now();
    const notSent = response.headers()[NOT_SENT_HEADER] !== undefined;
    const isOwn = response.headers()['x-rote-failed'] !== undefined;
    const end: RequestEnd = notSent
      ? { kind: 'not_sent', why: "the run's proxy did not send it", at }
      : isOwn
        ? { kind: 'lost', why: 'the connection was lost', at }
        : { kind: 'answered', status: response.status(), at };
    if (end.kind === 'answered') {
      if (this.#answers.length >= MAX_ANSWERS_KEPT) this.#answers = this.#answers.slice(-MAX_ANSWERS_KEPT / 2);
      this.#answers.push({ method: request.method(), url: request.url(), status: end.status, at });
    }
    open?.end(end);
  }

  #onFailed(request: Request): void {
    this.#underWay.delete(request);
    const why = request.failure()?.errorText ?? 'it failed';
    this.#sent.get(request)?.end({ kind: NEVER_CONNECTED.test(why) ? 'not_sent' : 'lost', why, at: now() });
  }

  #onClosed(page: Page): void {
    for (const { end, page: from, passedOnBy } of this.#sent.values()) {
      if (from === page && passedOnBy === undefined) end({ kind: 'lost', why: 'its tab was closed', at: now() });
    }
    for (const request of this.#underWay.keys()) if (pageOf(request) === page) this.#underWay.delete(request);
  }
}

const now = (): number => performance.timeOrigin + performance.now();

async function answersOf(worlds: readonly (Frame | Worker)[], withinMs: number, deadline: Deadline): Promise<void> {
  if (worlds.length === 0) return;
  using limit = deadline.within(withinMs, 'the requests of the page');
  const answers = worlds.map((world) => untraced(world, () => (world as Frame).evaluate('0')));
  await limit.race(Promise.allSettled(answers)).catch((error: unknown) => {
    deadline.throwIfEnded();
    deadline.log.debug('a page did not answer', { error: errorMessage(error) });
  });
}

function bodyOf(request: Request): string {
  return request.postDataBuffer()?.subarray(0, MAX_BODY_CHARS).toString('utf8') ?? '';
}

function frameOf(request: Request) {
  try {
    return request.frame();
  } catch {
    return undefined; // a new tab without a frame yet, or a worker
  }
}

function pageOf(request: Request): Page | undefined {
  return frameOf(request)?.page();
}

/** `Sec-Fetch-Site` is the browser's own word; it is missing on plain http, where the hosts are compared. */
async function isCredentialed(request: Request): Promise<boolean> {
  // The most common case needs no headers.
  const sender = frameOf(request)?.url() ?? request.serviceWorker()?.url() ?? '';
  if (URL.parse(sender)?.origin === URL.parse(request.url())?.origin) return true;
  const headers = await request.allHeaders();
  const site = headers['sec-fetch-site'];
  if (site === undefined ? sameSite(request.url(), headers.origin ?? headers.referer ?? '') : site !== 'cross-site') return true;
  return Object.keys(headers).some((name) => CREDENTIAL.test(name));
}

/** The last two labels of the hosts, which may call two sites one, but never one site two. */
function sameSite(url: string, origin: string): boolean {
  const [one, other] = [URL.parse(url)?.hostname, URL.parse(origin)?.hostname];
  if (one === undefined || other === undefined) return true;
  const site = (host: string) => (/^[\d.]+$|:/.test(host) ? host : host.split('.').slice(-2).join('.'));
  return site(one) === site(other);
}
