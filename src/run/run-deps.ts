import type { Deadline, Log } from '../base/index.ts';
import type { BrowserSession, FoundBrowser, PrelaunchedBrowser } from '../browser/index.ts';
import type { RunConfig, RunEvent } from '../contract/index.ts';
import type { Confirm } from '../dispatch/index.ts';
import type { SessionStore } from '../logins/index.ts';
import type { Models } from '../model/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { LiveRun } from './opening/live-run.ts';

/** What an entry point hands to a run. Everything is constructed by hand; nothing is looked up. */
export interface RunParts {
  config: RunConfig;
  folders: {
    /** The run folder is made in here. */
    runs: string;
    playbooks: string;
    profiles: string;
  };
  /** Called when the browser is needed, so that bad input is told without one. */
  browser: () => Promise<FoundBrowser>;
  headed?: boolean;
  /** A browser that was started in advance, if the run may have one. */
  prelaunchedBrowser?: PrelaunchedBrowser;
  /** Ends the run, everything persisted. The reason says how: Cancelled is terminated, TIMEOUT timeout, another RoteError failed with its code. */
  signal: AbortSignal;
  log: Log;
  /** Gets each event after it is on disk. */
  onEvent?: (event: RunEvent) => void;
  /** Called once, when the run folder is there and before anything happens in it; never when none can be made. */
  onLive?: (live: LiveRun) => void;
  /** For a caller that has texts of its own to keep clean. What the config brings is in it already, and what the run learns is added. */
  secrets?: SecretBook;
  /** Saved logins; without it every run logs in. */
  sessions?: SessionStore;
  /** Throws a RoteError with a clear sentence when there is no model or no key. Called when a model is needed first. */
  models: () => Models;
  /**
   * For a harness that has to know how the page ended: called once the drivers are done, however they ended, before the browser is closed. No driver
   * has it. What it throws becomes a warning of the report.
   */
  lookAtEnd?: (session: BrowserSession, deadline: Deadline) => Promise<void>;
  /** Asks a person about a destructive click; without it such clicks are refused. */
  confirm?: Confirm;
}
