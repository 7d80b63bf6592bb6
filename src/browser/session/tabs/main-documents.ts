import type { BrowserContext, Page, Request } from 'playwright-core';

/** The document that a tab shows. */
export interface MainDocument {
  /** Documents are numbered in the order of their arrival, in all tabs. */
  readonly number: number;
  /** Where it is; for the browser's error page, the address that could not be loaded. */
  readonly url: string;
  /** The HTTP status of the answer; undefined for documents that no server sent (about:blank, blob:). */
  readonly status: number | undefined;
  readonly statusText: string;
  /** The method of the request that led here, before any redirect; undefined like `status`. */
  readonly method: string | undefined;
  /** The address that was asked for, before any redirect. */
  readonly asked: string;
  /** It could not be loaded: the browser shows an error page instead. */
  readonly failed: boolean;
}

/** An address that the main frame of a tab reached or failed to load. */
export interface Visit {
  /** The number of the tab; 0 when the tab never opened. */
  tab: number;
  url: string;
}

interface Shown {
  number: number;
  url: string;
  request?: Request | undefined;
  failed: boolean;
}

const MAX_VISITS_KEPT = 1_000;
const MAX_FAILED_KEPT = 100;
const MAX_EARLY_KEPT = 100;
const UNKNOWN_TAB = 0;

/** What the main frames of a session show, where they have been, and what they could not load. */
export class MainDocuments {
  readonly #numberOf: (page: Page) => number | undefined;
  readonly #shown = new WeakMap<Page, Shown>();
  /** The latest request of each main frame for a document, which has not arrived yet. */
  readonly #requested = new WeakMap<Page, Request>();
  readonly #failedUrls = new WeakMap<Page, string>();
  readonly #routeChanged = new WeakSet<Page>();
  /** Requests of tabs that have not opened yet. */
  #early: Request[] = [];
  #visited: Visit[] = [];
  #failed: Visit[] = [];
  #count = 0;

  constructor(context: BrowserContext, numberOf: (page: Page) => number | undefined) {
    this.#numberOf = numberOf;
    context.on('request', (request) => {
      if (!request.isNavigationRequest()) return;
      if (pageOf(request) === undefined) this.#early = [...this.#early.slice(1 - MAX_EARLY_KEPT), request];
      else this.#onRequested(request);
    });
    context.on('requestfailed', (request) => {
      const page = pageOf(request);
      if (!request.isNavigationRequest() || (page !== undefined && request.frame() !== page.mainFrame())) return;
      if (page !== undefined) this.#failedUrls.set(page, request.url());
      if (this.#failed.length < MAX_FAILED_KEPT) this.#failed.push({ tab: this.#tabOf(page), url: request.url() });
    });
  }

  /** Call it once for each new tab. */
  watch(page: Page): void {
    const early = this.#early;
    this.#early = early.filter((request) => pageOf(request) === undefined);
    for (const request of early) if (pageOf(request) === page) this.#onRequested(request);
    this.#onArrived(page);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#onArrived(page);
    });
  }

  /** Counts navigations, within a document too. */
  get count(): number {
    return this.#count;
  }

  documentOf(page: Page): MainDocument {
    const { number, url, request, failed } = this.#shown.get(page) ?? { number: 0, url: page.url(), failed: false };
    const response = request?.existingResponse() ?? undefined;
    return {
      number,
      url,
      status: response?.status(),
      statusText: response?.statusText() ?? '',
      method: request && firstOf(request).method(),
      asked: request === undefined ? url : firstOf(request).url(),
      failed,
    };
  }

  takeVisited(): Visit[] {
    const taken = this.#visited;
    this.#visited = [];
    return taken;
  }

  takeFailed(): Visit[] {
    const taken = this.#failed;
    this.#failed = [];
    return taken;
  }

  /** Whether the address of the document changed, without a new document, since the last call for this tab. */
  takeRouteChange(page: Page): boolean {
    return this.#routeChanged.delete(page);
  }

  #onRequested(request: Request): void {
    const page = pageOf(request);
    if (page !== undefined && request.frame() === page.mainFrame()) this.#requested.set(page, request);
  }

  #onArrived(page: Page): void {
    const url = page.url();
    this.#count += 1;
    if (url !== '' && url !== 'about:blank' && this.#visited.length < MAX_VISITS_KEPT) this.#visited.push({ tab: this.#tabOf(page), url });
    const request = this.#requested.get(page);
    const before = this.#shown.get(page);
    const number = this.#count;
    if (url.startsWith('chrome-error:')) {
      this.#shown.set(page, { number, url: this.#failedUrls.get(page) ?? url, failed: true });
    } else if (request !== undefined && withoutHash(request.url()) === withoutHash(url)) {
      this.#requested.delete(page);
      this.#shown.set(page, { number, url, request, failed: false });
    } else if (before !== undefined && isSameDocument(before, url)) {
      this.#shown.set(page, { ...before, url });
      this.#routeChanged.add(page);
      return;
    } else {
      this.#shown.set(page, { number, url, failed: false });
    }
    this.#routeChanged.delete(page);
  }

  #tabOf(page: Page | undefined): number {
    return (page && this.#numberOf(page)) ?? UNKNOWN_TAB;
  }
}

/** An address can change without a request only within its origin. */
function isSameDocument({ url, failed }: Shown, next: string): boolean {
  const [from, to] = [URL.parse(url), URL.parse(next)];
  return !failed && from !== null && to !== null && from.protocol === to.protocol && from.host === to.host && from.protocol !== 'blob:';
}

function pageOf(request: Request): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined; // a new tab without a frame yet
  }
}

function firstOf(request: Request): Request {
  let first = request;
  for (let before = request.redirectedFrom(); before !== null; before = before.redirectedFrom()) first = before;
  return first;
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
