import type { Browser, CDPSession } from 'playwright-core';
import type { BrowserIdentity } from '../../egress/index.ts';

/** A running browser process. */
export interface LaunchedBrowser {
  browser: Browser;
  pid: number;
  /** A CDP session of the browser itself: announces tabs and downloads. */
  cdp: CDPSession;
  /** Kills the process and all its children at once. */
  kill(): void;
}

/**
 * A browser started before its session is known, which saves half a second at the start of a run. Without a session it
 * has no network access.
 */
export interface PrelaunchedBrowser {
  readonly executablePath: string;
  readonly launched: LaunchedBrowser;
  /** What it was started to trust. */
  readonly identity: BrowserIdentity;
  /** A session has taken it, and ends it. */
  isTaken: boolean;
  /** Kills the process, unless a session has taken the browser. */
  end(): Promise<void>;
}
