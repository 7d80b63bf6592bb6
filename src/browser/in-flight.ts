import type { BrowserContext, Request } from 'playwright-core';

/** What stays open by design and says nothing about whether a page is still loading. */
const NEVER_DONE = new Set(['eventsource', 'websocket', 'media', 'ping', 'manifest', 'other']);
/** A request that takes longer is a long poll or a stalled tracker: a page is not held back by it. */
const LONG_POLL_MS = 3_000;

/** Counts the requests that are under way in all tabs. */
export class InFlight {
  readonly #started = new Map<Request, number>();

  constructor(context: BrowserContext) {
    const forget = (request: Request) => this.#started.delete(request);
    context.on('request', (request) => {
      if (!NEVER_DONE.has(request.resourceType())) this.#started.set(request, performance.now());
    });
    context.on('requestfinished', forget);
    context.on('requestfailed', forget);
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
}
