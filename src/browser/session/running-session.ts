import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { startDeadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { LaunchedBrowser } from '../launch/launched-browser.ts';
import { createObserver } from '../observe/observer.ts';
import type { Observer } from '../observe/observer-port.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { untraced } from '../playwright/untraced.ts';
import type { DialogDecider, Notice, ObserverLimits, SavedName, SessionOptions, StorageState, TabSummary } from './browser-session.ts';
import { Camera } from './camera.ts';
import type { Dialogs } from './dialogs.ts';
import type { Downloads } from './downloads/downloads.ts';
import type { InlineFiles, InlineFilesWatch } from './downloads/inline-files.ts';
import type { AwaitedRequest, InFlight } from './in-flight.ts';
import { limitObserver } from './limited-observer.ts';
import type { Notices } from './notices.ts';
import type { NewDownloads, PageSession } from './page-session.ts';
import { readSessionStorage } from './storage/session-storage.ts';
import type { MainDocument, Visit } from './tabs/main-documents.ts';
import type { Tabs } from './tabs/tabs.ts';
import type { Traffic } from './traffic.ts';

/** How long a browser may take to close on request, and to be gone once killed. */
const CLOSES_WITHIN_MS = 3_000;

interface RunningSessionDeps {
  launched: LaunchedBrowser;
  context: BrowserContext;
  tabs: Tabs;
  downloads: Downloads;
  inlineFiles: InlineFiles;
  dialogs: Dialogs;
  notices: Notices;
  inFlight: InFlight;
  traffic: Traffic;
  options: SessionOptions;
}

export class RunningSession implements PageSession {
  readonly pid: number;
  readonly options: Readonly<SessionOptions>;
  readonly context: BrowserContext;
  readonly closed: Promise<void>;
  readonly #deps: RunningSessionDeps;
  readonly #camera: Camera;
  #gone = false;
  #closing: Promise<void> | undefined;
  #tracing = false;
  #observer: Observer | undefined;

  constructor(deps: RunningSessionDeps) {
    this.#deps = deps;
    this.#camera = new Camera(this);
    this.pid = deps.launched.pid;
    this.options = deps.options;
    this.context = deps.context;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    deps.launched.browser.on('disconnected', () => {
      this.#gone = true;
      if (this.#closing === undefined) {
        deps.notices.add({ kind: 'crash', message: 'The browser ended unexpectedly.', failed: true });
      }
      resolve();
    });
  }

  page(): Page {
    if (this.#gone || this.#closing !== undefined) {
      const why = this.#closing === undefined ? 'The browser ended unexpectedly' : 'The browser was closed';
      throw pageFailure('browser_gone', `${why}: this run cannot go on.`);
    }
    return this.#deps.tabs.page();
  }

  cdp(): Promise<CDPSession> {
    return this.#deps.tabs.cdp(this.page());
  }

  get traffic(): Traffic {
    return this.#deps.traffic;
  }

  get observer(): Observer | undefined {
    return this.#observer;
  }

  openObserver(limits?: ObserverLimits): Observer {
    const observer = createObserver({ page: () => this.page(), redact: (text) => this.options.secrets.redact(text) });
    this.#observer = limits === undefined ? observer : limitObserver(observer, limits);
    return this.#observer;
  }

  currentUrl(): string {
    return this.#deps.tabs.currentUrl();
  }

  async title(deadline: Deadline): Promise<string> {
    const page = this.page();
    return deadline.race(untraced(page, () => page.title()));
  }

  tabs(): TabSummary[] {
    return this.#deps.tabs.list();
  }

  get tabSet(): Tabs {
    return this.#deps.tabs;
  }

  activeTab(): number {
    return this.#deps.tabs.activeNumber;
  }

  newestTab(): number {
    return this.#deps.tabs.lastNumber;
  }

  followNewTabs(follow: boolean): void {
    this.#deps.tabs.follow(follow);
  }

  async closeTab(tab: number, deadline: Deadline): Promise<void> {
    const page = this.#deps.tabs.open.find((one) => this.#deps.tabs.numberOf(one) === tab);
    if (page !== undefined) await this.#deps.tabs.close(page, deadline);
  }

  document(): MainDocument | undefined {
    const page = this.#deps.tabs.active;
    return page && this.documentOf(page);
  }

  documentOf(page: Page): MainDocument {
    return this.#deps.tabs.documents.documentOf(page);
  }

  tabsReady(deadline: Deadline): Promise<void> {
    return this.#deps.tabs.ready(deadline);
  }

  writesSent(): number {
    return this.#deps.inFlight.writesSent();
  }

  requestsInFlight(): number {
    return this.#deps.inFlight.count();
  }

  isLoading(page: Page): boolean {
    return this.#deps.inFlight.isLoading(page);
  }

  isWaitingForDocument(page: Page): boolean {
    return this.#deps.inFlight.isWaitingForDocument(page);
  }

  isLoadingParts(page: Page): boolean {
    return this.#deps.inFlight.isLoadingParts(page);
  }

  isLoadingFrames(page: Page, maxMs: number): boolean {
    return this.#deps.inFlight.isLoadingFrames(page, maxMs);
  }

  isAwaitingAnswer(): boolean {
    return this.#deps.inFlight.isAwaiting();
  }

  awaited(page: Page): AwaitedRequest[] {
    return this.#deps.inFlight.awaited(page);
  }

  pendingPage(): string | undefined {
    return this.#deps.inFlight.pendingPage();
  }

  documents(): number {
    return this.#deps.tabs.documents.count;
  }

  decideDialogs(decider: DialogDecider | undefined): void {
    this.#deps.dialogs.decideBy(decider);
  }

  get notices(): Notices {
    return this.#deps.notices;
  }

  takeNotices(): Notice[] {
    return this.#deps.notices.take();
  }

  takeVisited(): Visit[] {
    return this.#deps.tabs.documents.takeVisited();
  }

  takeFailedPages(): Visit[] {
    return this.#deps.tabs.documents.takeFailed();
  }

  newDownloads(): NewDownloads {
    return this.#deps.downloads.watch();
  }

  watchInlineFiles(deadline: Deadline): Promise<InlineFilesWatch> {
    return this.#deps.inlineFiles.watch(deadline);
  }

  savedSince(at: number): SavedName[] {
    return this.#deps.downloads.savedSince(at);
  }

  downloadsDone(deadline: Deadline): Promise<void> {
    return this.#deps.downloads.done(deadline);
  }

  screenshot(deadline: Deadline): Promise<Uint8Array> {
    return this.#camera.take(deadline);
  }

  async startTrace(deadline: Deadline): Promise<void> {
    await deadline.race(this.context.tracing.start({ snapshots: true, screenshots: false, sources: false }));
    this.#tracing = true;
  }

  async stopTrace(rawZipPath: string, deadline: Deadline): Promise<void> {
    if (!this.#tracing) throw new RoteError('TRACE_NOT_AVAILABLE', 'No trace was started in this session.');
    this.#tracing = false;
    try {
      await mkdir(dirname(rawZipPath), { recursive: true });
      await deadline.race(this.context.tracing.stop({ path: rawZipPath }));
    } catch (error) {
      deadline.throwIfEnded();
      throw new RoteError('TRACE_NOT_AVAILABLE', 'The trace was lost because the browser ended before it was written.', { cause: error });
    }
  }

  async storageState(deadline: Deadline): Promise<StorageState> {
    this.page();
    const state = await deadline.race(untraced(this.context, () => this.context.storageState({ indexedDB: true })));
    const session_storage = await readSessionStorage(this.context.pages(), deadline);
    return { ...state, ...(session_storage.length > 0 && { session_storage }) };
  }

  async recover(deadline: Deadline): Promise<void> {
    if (this.#gone || this.#closing !== undefined) this.page();
    if (!this.#deps.tabs.isActiveAlive) await this.#deps.tabs.reopen(deadline);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const { browser, kill } = this.#deps.launched;
    const closing = browser.close();
    using limit = startDeadline(CLOSES_WITHIN_MS, 'closing the browser');
    const closed = await limit.race(closing).then(
      () => true,
      () => false,
    );
    // Also after a normal close: helper processes outlive the browser for a moment.
    kill();
    if (closed) return;
    using last = startDeadline(CLOSES_WITHIN_MS, 'killing the browser');
    await last.race(closing).catch(() => undefined);
  }
}
