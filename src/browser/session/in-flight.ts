import type { BrowserContext, Request } from 'playwright-core';
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

const MAX_FAILED_PAGES_KEPT = 100;

/** Counts the requests under way in all tabs, and knows which page was requested and has not answered. */
export class InFlight {
  readonly #started = new Map<Request, number>();
  readonly #navigations = new Set<Request>();
  #failedPages: string[] = [];
  #writesSent = 0;

  constructor(context: BrowserContext) {
    const forget = (request: Request) => {
      this.#started.delete(request);
      this.#navigations.delete(request);
    };
    context.on('request', (request) => {
      if (NEVER_DONE.has(request.resourceType())) return;
      if (!safeMethods.has(request.method())) this.#writesSent += 1;
      this.#started.set(request, performance.now());
      if (isMainFrameNavigation(request)) this.#navigations.add(request);
    });
    context.on('response', (response) => this.#navigations.delete(response.request()));
    context.on('requestfinished', forget);
    context.on('requestfailed', (request) => {
      forget(request);
      if (isMainFrameNavigation(request) && this.#failedPages.length < MAX_FAILED_PAGES_KEPT) this.#failedPages.push(request.url());
    });
  }

  /** Pages that a main frame requested and did not get since the last call. */
  takeFailedPages(): string[] {
    const taken = this.#failedPages;
    this.#failedPages = [];
    return taken;
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

  /** Address of a page that a main frame is waiting for. Until it answers, Chromium runs no script in that tab. */
  pendingPage(): string | undefined {
    const [request] = this.#navigations;
    return request?.url();
  }
}
