import type { BrowserContext, CDPSession, Frame, Page } from 'playwright-core';
import { type Deadline, errorMessage, shownAddress } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { untraced } from '../playwright/untraced.ts';
import type { TabSummary } from './browser-session.ts';
import type { Notices } from './notices.ts';

/** An announced tab that has not opened after this time is not waited for. */
const TAB_OPENS_WITHIN_MS = 3_000;
const MAX_VISITED_KEPT = 1_000;

/** The tabs of a session: which one is active, which crashed, where their main frames went. */
export class Tabs {
  readonly #context: BrowserContext;
  readonly #notices: Notices;
  readonly #pages: Page[] = [];
  readonly #openers = new Map<Page, Page | undefined>();
  readonly #crashed = new WeakSet<Page>();
  readonly #cdpSessions = new WeakMap<Page, Promise<CDPSession>>();
  readonly #announced = new Set<string>();
  #visited: string[] = [];
  #documents = 0;
  #active: Page | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(context: BrowserContext, browserCdp: CDPSession, notices: Notices) {
    this.#context = context;
    this.#notices = notices;
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

  get isActiveAlive(): boolean {
    return this.#active !== undefined && !this.#crashed.has(this.#active);
  }

  isCrashed(page: Page): boolean {
    return this.#crashed.has(page);
  }

  currentUrl(): string {
    const url = this.#active?.url() ?? '';
    return url.startsWith('chrome-error:') ? '' : url;
  }

  /** Counts main-frame documents: facts about a page are valid while this stays the same. */
  get documents(): number {
    return this.#documents;
  }

  list(): TabSummary[] {
    return this.#pages.map((page, index) => ({ index, url: page.url(), active: page === this.#active }));
  }

  takeVisited(): string[] {
    const taken = this.#visited;
    this.#visited = [];
    return taken;
  }

  async switchTo(index: number, deadline: Deadline): Promise<void> {
    const page = this.#pages[index];
    if (page === undefined) {
      const known = this.list().map((tab) => `${tab.index} (${shownAddress(tab.url)})`);
      throw new RoteError('VALIDATION_FAILED', `There is no tab ${index}. Open tabs: ${known.join(', ') || 'none'}.`);
    }
    this.#active = page;
    await deadline.race(untraced(page, () => page.bringToFront()));
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

  /** Waits for tabs that were announced but are not open yet. Costs nothing when there are none. */
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
      this.#cdpSessions.set(page, session);
    }
    return session;
  }

  #adopt(page: Page): void {
    const opener = this.#active;
    this.#pages.push(page);
    this.#openers.set(page, opener);
    this.#active = page;
    if (opener !== undefined && !this.#crashed.has(opener)) {
      this.#notices.add({ kind: 'tab', message: `A new tab opened and is now the active one: ${shownAddress(page.url())}` });
    }
    this.#noteVisit(page.url());
    this.#documents += 1;
    page.on('framenavigated', (frame) => this.#onNavigated(page, frame));
    page.on('domcontentloaded', () => this.#changed());
    page.on('crash', () => {
      this.#crashed.add(page);
      this.#notices.add({ kind: 'crash', message: `The tab with ${shownAddress(page.url())} crashed.`, failed: true });
      this.#changed();
    });
    page.on('close', () => this.#onClosed(page));
    void this.cdp(page).catch(() => undefined); // the tab closed at once
    this.#changed();
  }

  #onNavigated(page: Page, frame: Frame): void {
    if (frame === page.mainFrame()) {
      this.#documents += 1;
      this.#noteVisit(frame.url());
    }
    this.#changed();
  }

  #onClosed(page: Page): void {
    this.#pages.splice(this.#pages.indexOf(page), 1);
    if (page === this.#active) {
      const opener = this.#openers.get(page);
      this.#active = opener !== undefined && this.#pages.includes(opener) ? opener : this.#pages.at(-1);
      if (this.#active !== undefined) {
        this.#notices.add({ kind: 'tab', message: `The tab was closed; the active one is now ${shownAddress(this.#active.url())}` });
      }
    }
    this.#openers.delete(page);
    this.#changed();
  }

  #noteVisit(url: string): void {
    if (url === '' || url === 'about:blank') return;
    if (this.#visited.length < MAX_VISITED_KEPT) this.#visited.push(url);
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
