import type { Request } from 'playwright-core';

/** The browser may report a worker's request before the page's that it passes on, and even its end. */
const PAGE_IS_REPORTED_WITHIN_MS = 1_000;

interface Single {
  request: Request;
  isOfWorker: boolean;
  forgottenAt: number;
}

/**
 * Pairs what pages send with the requests by which service workers pass it on: both are reported, and only one reaches
 * the network. A pair has the same method and address.
 */
export class PassedOn {
  #singles: Single[] = [];

  /** The request of the other side, if this one completes a pair. */
  partnerOf(request: Request): Request | undefined {
    this.#singles = this.#singles.filter(({ forgottenAt }) => forgottenAt > performance.now());
    const isOfWorker = request.serviceWorker() !== null;
    const partner = this.#singles.find(
      (single) =>
        single.isOfWorker !== isOfWorker && single.request.method() === request.method() && single.request.url() === request.url(),
    );
    if (partner === undefined) this.#singles.push({ request, isOfWorker, forgottenAt: Number.POSITIVE_INFINITY });
    else this.#singles.splice(this.#singles.indexOf(partner), 1);
    return partner?.request;
  }

  /** What has ended is not passed on any longer. */
  ended(request: Request): void {
    const single = this.#singles.find((one) => one.request === request);
    if (single !== undefined) single.forgottenAt = performance.now() + (single.isOfWorker ? PAGE_IS_REPORTED_WITHIN_MS : 0);
  }
}
