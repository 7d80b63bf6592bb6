import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { RoteError } from '../../contract/index.ts';
import type { BrowserSession } from './browser-session.ts';
import type { MainDocument } from './tabs/main-documents.ts';
import type { Tabs } from './tabs/tabs.ts';

export interface SavedDownload {
  path: string;
  name: string;
  bytes: number;
}

export interface NextDownload {
  started: Promise<void>;
  /** Resolves when the file is complete and has its final name. Rejects with a RoteError when the download fails. */
  saved: Promise<SavedDownload>;
  /** Stops waiting; the download itself continues. */
  cancel(): void;
}

/** A session with its Playwright objects, for this room only: other rooms see a BrowserSession. */
export interface PageSession extends BrowserSession {
  readonly context: BrowserContext;
  /** The page that actions work on. Throws a RoteError when it was closed, it crashed or the browser is gone. */
  page(): Page;
  /** A CDP session of the active page, created once per page. Its calls do not appear in the trace as actions. */
  cdp(): Promise<CDPSession>;
  readonly tabSet: Tabs;
  /** Whether a tab waits for a document, or for requests that are no long polls. */
  isLoading(page: Page): boolean;
  isWaitingForDocument(page: Page): boolean;
  /** What another tab shows. */
  documentOf(page: Page): MainDocument;
  /** The next download that starts, in any tab. Call it before the click. */
  nextDownload(): NextDownload;
}

/** Called by every function that other rooms give a session to. `openSession` returns nothing but page sessions. */
export function assertPageSession(session: BrowserSession): asserts session is PageSession {
  if (!('page' in session)) throw new RoteError('INTERNAL_ERROR', 'The session was not opened by openSession.');
}
