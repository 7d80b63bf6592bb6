import type { Browser, CDPSession } from 'playwright-core';

/** A browser process that runs. */
export interface LaunchedBrowser {
  browser: Browser;
  pid: number;
  /** A CDP session of the browser itself: announces tabs and downloads. */
  cdp: CDPSession;
  /** Kills the process and everything it started, at once. */
  kill(): void;
}

/** A browser without a page that waits for its one session: half a second less at the start of a run. It reaches nothing meanwhile. */
export interface WaitingBrowser {
  readonly executablePath: string;
  /** For this room only. */
  readonly launched: LaunchedBrowser;
  /** For one that was not taken. */
  end(): Promise<void>;
}
