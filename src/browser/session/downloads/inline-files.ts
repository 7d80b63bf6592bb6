import type { CDPSession } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';

/** What a browser shows as a page. In the window, everything else is a file. */
const PAGE = /^(text\/html|application\/xhtml\+xml|multipart\/x-mixed-replace)\b/i;
/** In a frame, only what Chromium shows in its viewer: hidden frames receive texts and JSON as answers to a form. */
const VIEWED = /^(application|text)\/(x-)?pdf\b/i;

/** A page that was requested and answered with an error. */
export interface RefusedPage {
  url: string;
  status: number;
}

/** What comes for the pages of a session while a download is awaited, until it is disposed of. */
export interface InlineFilesWatch extends AsyncDisposable {
  /** The first main document that is answered with 4xx or 5xx. */
  readonly refused: Promise<RefusedPage>;
}

/**
 * Makes Chromium save what it would show: a PDF, an image, a text. Nothing is requested again: the answer is marked as an attachment on
 * its way to the page. Only while a download is awaited; at other times pages show what they like.
 */
export class InlineFiles {
  readonly #cdp: CDPSession;
  readonly #windows = new Set<string>();
  #refused: ((page: RefusedPage) => void) | undefined;

  constructor(browserCdp: CDPSession) {
    this.#cdp = browserCdp;
    browserCdp.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.type === 'page') this.#windows.add(targetInfo.targetId);
    });
    browserCdp.on('Target.targetDestroyed', ({ targetId }) => void this.#windows.delete(targetId));
    browserCdp.on('Fetch.requestPaused', ({ requestId, frameId, request, responseStatusCode: status = 0, responseHeaders = [] }) => {
      const isMain = this.#windows.has(frameId);
      if (isMain && status >= 400) this.#refused?.({ url: request.url, status });
      const asFile =
        status === 200 ? attachment(responseHeaders, isMain ? (type) => !PAGE.test(type) : (type) => VIEWED.test(type)) : undefined;
      const changed = asFile && { responseCode: status, responseHeaders: asFile };
      // The tab may be gone, and its request with it.
      void browserCdp.send('Fetch.continueResponse', { requestId, ...changed }).catch(() => undefined);
    });
  }

  async watch(deadline: Deadline): Promise<InlineFilesWatch> {
    const { promise, resolve } = Promise.withResolvers<RefusedPage>();
    this.#refused = resolve;
    const documents = [{ urlPattern: '*', resourceType: 'Document' as const, requestStage: 'Response' as const }];
    await deadline.race(this.#cdp.send('Fetch.enable', { patterns: documents }));
    return {
      refused: promise,
      [Symbol.asyncDispose]: async () => {
        this.#refused = undefined;
        await this.#cdp.send('Fetch.disable').catch(() => undefined); // the browser is gone
      },
    };
  }
}

type Header = { name: string; value: string };

/** The headers with which the answer is saved; undefined if it is shown, or saved anyway. */
function attachment(headers: readonly Header[], isFile: (type: string) => boolean): Header[] | undefined {
  const read = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value.trim() ?? '';
  const type = read('content-type');
  const disposition = read('content-disposition');
  // Without a type, Chromium looks into the content.
  if (type === '' || !isFile(type) || /^attachment\b/i.test(disposition)) return undefined;
  const [, ...name] = disposition.split(';'); // inline; filename="…"
  const others = headers.filter((header) => header.name.toLowerCase() !== 'content-disposition');
  return [...others, { name: 'Content-Disposition', value: ['attachment', ...name].join(';') }];
}
