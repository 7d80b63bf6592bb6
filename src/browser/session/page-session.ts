import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { BrowserSession } from './browser-session.ts';
import type { InlineFilesWatch } from './downloads/inline-files.ts';
import type { AwaitedRequest } from './in-flight.ts';
import type { Notices } from './notices.ts';
import type { MainDocument } from './tabs/main-documents.ts';
import type { Tabs } from './tabs/tabs.ts';

export interface SavedDownload {
  path: string;
  name: string;
  bytes: number;
}

/** The downloads that start in any tab, until it is disposed of; they continue after that. */
export interface NewDownloads extends Disposable {
  /**
   * In the order in which they started. Each resolves when the file is complete and has its final name, and rejects with a RoteError when
   * it fails.
   */
  readonly all: readonly Promise<SavedDownload>[];
  /** Resolves when more than so many have started. */
  moreThan(count: number): Promise<void>;
}

/** A session with its Playwright objects, for this room only: other rooms see a BrowserSession. */
export interface PageSession extends BrowserSession {
  readonly context: BrowserContext;
  /** The page that actions work on. Throws a RoteError when it was closed, it crashed or the browser is gone. */
  page(): Page;
  /** A CDP session of the active page, created once per page. Its calls do not appear in the trace as actions. */
  cdp(): Promise<CDPSession>;
  readonly tabSet: Tabs;
  /** What is to be reported with the action that is under way. */
  readonly notices: Notices;
  /** Whether a tab waits for a document, or for requests that are no long polls. */
  isLoading(page: Page): boolean;
  isWaitingForDocument(page: Page): boolean;
  /** Whether a tab waits for scripts, style sheets or frames. */
  isLoadingParts(page: Page): boolean;
  /** Whether a tab waits for frames, each for at most this time. */
  isLoadingFrames(page: Page, maxMs: number): boolean;
  /** Whether something is without an answer, however long, in any tab. Never-ending frames and long polls that come again do not count. */
  isAwaitingAnswer(): boolean;
  /** What a tab waits for, the longest wait first. */
  awaited(page: Page): AwaitedRequest[];
  /** What another tab shows. */
  documentOf(page: Page): MainDocument;
  /** Call it before the click. */
  newDownloads(): NewDownloads;
  /** Saves as files what the pages would show, until it is disposed of. */
  watchInlineFiles(deadline: Deadline): Promise<InlineFilesWatch>;
}

/** Called by every function that other rooms give a session to. `openSession` returns nothing but page sessions. */
export function assertPageSession(session: BrowserSession): asserts session is PageSession {
  if (!('page' in session)) throw new RoteError('INTERNAL_ERROR', 'The session was not opened by openSession.');
}
