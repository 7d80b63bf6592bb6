import type { BrowserContext, Page, Request } from 'playwright-core';
import { safeMethods } from '../../base/index.ts';

/** Requests that stay open by design, or change nothing but looks: they do not show whether a page is still loading. */
const NOT_WAITED_FOR = new Set(['eventsource', 'websocket', 'media', 'image', 'font', 'ping', 'manifest', 'other']);
/** What makes a document what it is, besides what its scripts load. */
const PARTS = new Set(['script', 'stylesheet']);
/** A request that takes longer is a long poll or a stalled tracker, and is not waited for. */
const LONG_POLL_MS = 3_000;
/** A frame whose document takes longer may never get one. Neither are frames at its address waited for from then on. */
const FRAME_MS = 1_000;
const MAX_POLLS_KEPT = 1_000;

function isMainFrameNavigation(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    return true; // a new tab without a frame yet
  }
}

const isFrame = (request: Request): boolean => request.isNavigationRequest() && !isMainFrameNavigation(request);

const addressOf = (request: Request): string => request.url().split(/[?#]/, 1)[0] ?? '';

function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined; // a new tab without a frame yet
  }
}

/** A request without an answer. `isPage`: a main frame waits for its document. */
export interface AwaitedRequest {
  readonly method: string;
  readonly url: string;
  readonly isPage: boolean;
  readonly forMs: number;
}

/** Counts the requests under way in all tabs, and knows which page was requested and has not answered. */
export class InFlight {
  readonly #started = new Map<Request, number>();
  /** Addresses, without query, that were once waited for too long. */
  readonly #polls = new Set<string>();
  readonly #navigations = new Set<Request>();
  #writesSent = 0;

  constructor(context: BrowserContext) {
    const forget = (request: Request) => {
      this.#started.delete(request);
      this.#navigations.delete(request);
    };
    context.on('request', (request) => {
      if (NOT_WAITED_FOR.has(request.resourceType()) || this.#polls.has(addressOf(request))) return;
      if (!safeMethods.has(request.method())) this.#writesSent += 1;
      // What a service worker loads for its cache does not show whether a page is still loading.
      if (request.serviceWorker() !== null) return;
      this.#started.set(request, performance.now());
      if (isMainFrameNavigation(request)) this.#navigations.add(request);
    });
    context.on('response', (response) => this.#navigations.delete(response.request()));
    context.on('requestfinished', forget);
    context.on('requestfailed', forget);
  }

  /** Requests so far that may have changed something in the application, without beacons. */
  writesSent(): number {
    return this.#writesSent;
  }

  count(): number {
    return this.#underWay().length;
  }

  /** Whether something is without an answer, however long: what a person would wait for. Frames and long polls that come again do not count. */
  isAwaiting(): boolean {
    this.#underWay();
    return [...this.#started.keys()].some((request) => !isFrame(request));
  }

  /** What a tab waits for, the longest wait first. Neither frames nor long polls that come again. */
  awaited(page: Page): AwaitedRequest[] {
    const now = performance.now();
    return [...this.#started]
      .filter(([request]) => !isFrame(request) && pageOf(request) === page)
      .map(([request, since]) => ({
        method: request.method(),
        url: request.url(),
        isPage: this.#navigations.has(request),
        forMs: now - since,
      }));
  }

  /** Whether a tab waits for a document, however long, or for requests that are no long polls. */
  isLoading(page: Page): boolean {
    return this.isWaitingForDocument(page) || this.#underWay().some((request) => pageOf(request) === page);
  }

  /** Whether a tab waits for frames, each for at most this time. */
  isLoadingFrames(page: Page, maxMs: number): boolean {
    const now = performance.now();
    return [...this.#started].some(([request, since]) => isFrame(request) && now - since < maxMs && pageOf(request) === page);
  }

  /** Whether a tab waits for scripts, style sheets or frames. */
  isLoadingParts(page: Page): boolean {
    return this.#underWay().some((request) => (PARTS.has(request.resourceType()) || isFrame(request)) && pageOf(request) === page);
  }

  #underWay(): Request[] {
    const now = performance.now();
    return [...this.#started].flatMap(([request, since]) => {
      const isLate = now - since > (isFrame(request) ? FRAME_MS : LONG_POLL_MS);
      if (isLate && this.#polls.size < MAX_POLLS_KEPT) this.#polls.add(addressOf(request));
      return isLate ? [] : [request];
    });
  }

  isWaitingForDocument(page: Page): boolean {
    return [...this.#navigations].some((request) => pageOf(request) === page);
  }

  /** Address of a page that a main frame is waiting for. Until it answers, Chromium runs no script in that tab. */
  pendingPage(): string | undefined {
    const [request] = this.#navigations;
    return request?.url();
  }
}
