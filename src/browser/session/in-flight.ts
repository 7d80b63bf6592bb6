import type { BrowserContext, Page, Request } from 'playwright-core';
import { safeMethods } from '../../base/index.ts';

/** Requests that stay open by design: they do not show whether a page is still loading. */
const NEVER_DONE = new Set(['eventsource', 'websocket', 'media', 'ping', 'manifest', 'other']);
/** A request that takes longer is a long poll or a stalled tracker, and is not waited for. */
const LONG_POLL_MS = 3_000;

function isMainFrameNavigation(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    return true; // a new tab without a frame yet
  }
}

function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined; // a new tab without a frame yet
  }
}

/** Counts the requests under way in all tabs, and knows which page was requested and has not answered. */
export class InFlight {
  readonly #started = new Map<Request, number>();
  readonly #navigations = new Set<Request>();
  #writesSent = 0;

  constructor(context: BrowserContext) {
    const forget = (request: Request) => {
      this.#started.delete(request);
      this.#navigations.delete(request);
    };
    context.on('request', (request) => {
      if (NEVER_DONE.has(request.resourceType())) return;
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
    const now = performance.now();
    let count = 0;
    for (const [request, since] of this.#started) {
      if (now - since > LONG_POLL_MS) this.#started.delete(request);
      else count += 1;
    }
    return count;
  }

  /** Whether a tab waits for a document, however long, or for requests that are no long polls. */
  isLoading(page: Page): boolean {
    this.count();
    return this.isWaitingForDocument(page) || [...this.#started.keys()].some((request) => pageOf(request) === page);
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
