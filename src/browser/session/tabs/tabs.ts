import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { type Deadline, errorMessage, shownAddress } from '../../../base/index.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { TabSummary } from '../browser-session.ts';
import type { Notices } from '../notices.ts';
import { MainDocuments } from './main-documents.ts';

/** An announced tab that has not opened after this time is not waited for. */
const TAB_OPENS_WITHIN_MS = 3_000;

/** The next tab that the page opens. */
export interface NextTab {
  opened: Promise<Page>;
  /** Stops waiting; the tab itself may still open. */
  cancel(): void;
}

/** The tabs of a session: which one is active, who opened it, which crashed. */
export class Tabs {
  readonly documents: MainDocuments;
  readonly #context: BrowserContext;
  readonly #notices: Notices;
  readonly #pages: Page[] = [];
  readonly #numbers = new WeakMap<Page, number>();
  readonly #openers = new Map<Page, Page | undefined>();
  readonly #crashed = new WeakSet<Page>();
  readonly #cdpSessions = new WeakMap<Page, Promise<CDPSession>>();
  readonly #announced = new Set<string>();
  #opened = 0;
  #active: Page | undefined;
  #follows = true;
  #chosen = false;
  #waiting: ((page: Page) => void)[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(context: BrowserContext, browserCdp: CDPSession, notices: Notices) {
    this.#context = context;
    this.#notices = notices;
    this.documents = new MainDocuments(context, (page) => this.#numbers.get(page));
    context.on('page', (page) => this.#adopt(page));
    // Playwright reports a new tab only once it is ready; the browser announces it before the click that opens it has
    // returned.
    browserCdp.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.type === 'page' && targetInfo.subtype === undefined) this.#announced.add(targetInfo.targetId);
    });
    browserCdp.on('Target.targetDestroyed', ({ targetId }) => {
      if (this.#announced.delete(targetId)) this.#changed();
    });
  }

  /** The active page. When it is gone, throws a RoteError that says why. */
  page(): Page {
    const page = this.#active;
    if (page === undefined) throw pageFailure('page_closed', 'No tab is open: the last one was closed.');
    if (this.#crashed.has(page)) {
      throw pageFailure('tab_crashed', 'The tab crashed and its page is lost: open a new tab to continue.', {
        details: { url: shownAddress(page.url()) },
      });
    }
    return page;
  }

  get active(): Page | undefined {
    return this.#active;
  }

  get isActiveAlive(): boolean {
    return this.#active !== undefined && !this.#crashed.has(this.#active);
  }

  isCrashed(page: Page): boolean {
    return this.#crashed.has(page);
  }

  currentUrl(): string {
    return addressOf(this.#active);
  }

  list(): TabSummary[] {
    return this.#pages.map((page, index) => ({ index, url: page.url(), active: page === this.#active }));
  }

  /** In order of opening. */
  get open(): readonly Page[] {
    return this.#pages;
  }

  /** The number of the active tab. Tabs are numbered from 1; no number is given twice. */
  get activeNumber(): number {
    return (this.#active && this.#numbers.get(this.#active)) ?? 0;
  }

  /** The number of the tab that opened last. */
  get lastNumber(): number {
    return this.#opened;
  }

  numberOf(page: Page): number {
    return this.#numbers.get(page) ?? 0;
  }

  openerOf(page: Page): Page | undefined {
    const opener = this.#openers.get(page);
    return opener !== undefined && this.#pages.includes(opener) ? opener : undefined;
  }

  /** Whether the active tab was chosen by name, until it closes. */
  get isChosen(): boolean {
    return this.#chosen;
  }

  /**
   * The tabs that may have what a step is for when the active one has not: those that it opened, its opener, then the
   * others, the newest first. None while the active tab was chosen by name.
   */
  alternatives(newerThan = 0): Page[] {
    if (this.#chosen || this.#pages.length < 2) return [];
    const opener = this.openerOfActive();
    const rank = (page: Page) => {
      if (this.openerOf(page) === this.#active) return 0;
      return page === opener ? 1 : 2;
    };
    return this.#pages
      .filter((page) => page !== this.#active && !this.#crashed.has(page) && this.numberOf(page) > newerThan)
      .filter((page) => !this.documents.documentOf(page).failed)
      .toSorted((a, b) => rank(a) - rank(b) || this.numberOf(b) - this.numberOf(a));
  }

  /** Whether a new tab becomes the active one. */
  follow(follows: boolean): void {
    this.#follows = follows;
  }

  /** Makes a tab the active one because it has what is wanted. */
  use(page: Page): void {
    this.#active = page;
    this.#chosen = false;
    const message = `The step went on in another tab, which has what it is for: ${shownAddress(page.url())}`;
    this.#notices.add({ kind: 'tab', message: `${message} (say so with switch_tab, or with "opens: tab" on the click)` });
  }

  /** Makes a tab the active one because the driver named it. */
  async choose(page: Page, deadline: Deadline): Promise<void> {
    this.#active = page;
    this.#chosen = true;
    await deadline.race(untraced(page, () => page.bringToFront()));
  }

  openerOfActive(): Page | undefined {
    return this.#active && this.openerOf(this.#active);
  }

  /** The next tab that the active page opens. Call it before the action that opens it. */
  next(): NextTab {
    const opened = Promise.withResolvers<Page>();
    this.#waiting.push(opened.resolve);
    const cancel = () => {
      this.#waiting = this.#waiting.filter((one) => one !== opened.resolve);
    };
    return { opened: opened.promise, cancel };
  }

  async close(page: Page, deadline: Deadline): Promise<void> {
    const closed = page.isClosed() ? Promise.resolve() : new Promise<void>((done) => void page.once('close', () => done()));
    await deadline.race(Promise.all([page.close(), closed]));
  }

  /** Opens a tab in place of one that crashed or was closed. */
  async reopen(deadline: Deadline): Promise<void> {
    const lost = this.#active;
    const page = await deadline.race(this.#context.newPage());
    this.#active = page;
    if (lost !== undefined && !lost.isClosed()) {
      await deadline
        .race(lost.close())
        .catch((error: unknown) => deadline.log.debug('a crashed tab did not close', { error: errorMessage(error) }));
    }
  }

  /** Waits for tabs that were announced but are not open yet. Costs nothing without any. */
  async ready(deadline: Deadline): Promise<void> {
    if (this.#announced.size <= this.#pages.length) return;
    using limit = deadline.within(TAB_OPENS_WITHIN_MS, 'a new tab');
    try {
      while (this.#announced.size > this.#pages.length && !limit.signal.aborted) await limit.race(this.#wake.promise);
    } catch (error) {
      if (deadline.signal.aborted) throw error;
      // What was announced does not become a tab of this session.
    }
  }

  /**
   * Attached while the page responds: a hanging page accepts no new session, but an existing one can still stop its
   * script.
   */
  cdp(page: Page): Promise<CDPSession> {
    let session = this.#cdpSessions.get(page);
    if (session === undefined) {
      session = untraced(this.#context, () => this.#context.newCDPSession(page));
      session.catch(() => this.#cdpSessions.delete(page));
      // For stop-endless-script.ts; a page that hangs cannot begin to count.
      void session.then((cdp) => untraced(this.#context, () => cdp.send('Performance.enable'))).catch(() => undefined);
      this.#cdpSessions.set(page, session);
    }
    return session;
  }

  #adopt(page: Page): void {
    const opener = this.#active;
    this.#opened += 1;
    this.#numbers.set(page, this.#opened);
    this.#pages.push(page);
    this.#openers.set(page, opener);
    // Playwright knows the real opener, unless the page cut the tie (noopener).
    void page.opener().then((real) => {
      if (real !== null && this.#pages.includes(page)) this.#openers.set(page, real);
    });
    const takesOver = this.#follows || opener === undefined;
    if (takesOver) this.#active = page;
    if (opener !== undefined && !this.#crashed.has(opener)) {
      const address = shownAddress(addressOf(page)) || 'no page yet';
      this.#notices.add({ kind: 'tab', message: `A new tab opened${takesOver ? ' and is now the active one' : ''}: ${address}` });
    }
    this.documents.watch(page);
    page.on('framenavigated', () => this.#changed());
    page.on('domcontentloaded', () => this.#changed());
    page.on('crash', () => {
      this.#crashed.add(page);
      this.#notices.add({ kind: 'crash', message: `The tab with ${shownAddress(page.url())} crashed.`, failed: true });
      this.#changed();
    });
    page.on('close', () => this.#onClosed(page));
    void this.cdp(page).catch(() => undefined); // the tab closed at once
    this.#waiting.shift()?.(page);
    this.#changed();
  }

  #onClosed(page: Page): void {
    this.#pages.splice(this.#pages.indexOf(page), 1);
    if (page === this.#active) {
      this.#active = this.openerOf(page) ?? this.#pages.at(-1);
      this.#chosen = false;
      if (this.#active !== undefined) {
        this.#notices.add({ kind: 'tab', message: `The tab was closed; the active one is now ${shownAddress(this.#active.url())}` });
      }
    }
    this.#openers.delete(page);
    this.#changed();
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** The address of a page; '' for the browser's error page. */
export function addressOf(page: Page | undefined): string {
  const url = page?.url() ?? '';
  return url.startsWith('chrome-error:') ? '' : url;
}
