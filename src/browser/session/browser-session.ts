import type { Deadline } from '../../base/index.ts';
import type { BrowserSettings, DialogRecord, DialogType } from '../../contract/index.ts';
import type { BrowserIdentity } from '../../egress/index.ts';
import type { Secret } from '../../secrets/index.ts';
import type { PrelaunchedBrowser } from '../launch/launched-browser.ts';
import type { Observation, ObservationScope, TextScreen } from '../observe/observation.ts';
import type { Observer } from '../observe/observer-port.ts';
import type { MainDocument, Visit } from './tabs/main-documents.ts';
import type { Traffic } from './traffic.ts';

/** Something the browser did on its own, or something unusual about the page. The message is one sentence, without secrets. */
export interface Notice {
  kind: 'dialog' | 'tab' | 'download' | 'crash' | 'page';
  message: string;
  /** A finished download: its path. */
  file?: string;
  /** Something went wrong: a crash, a failed download. */
  failed?: boolean;
}

/** A file that was saved. `suggested`: as the page calls it, without secrets. */
export interface SavedName {
  name: string;
  suggested: string;
}

export interface TabSummary {
  /** Position in order of opening, from 0; as switch_tab takes it. */
  index: number;
  url: string;
  active: boolean;
}

/**
 * Playwright's storage state: cookies, localStorage and IndexedDB per origin, and sessionStorage of the origins that
 * are open.
 */
export interface StorageState {
  cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'Strict' | 'Lax' | 'None';
  }[];
  origins: { origin: string; localStorage: { name: string; value: string }[]; indexedDB?: unknown[] }[];
  session_storage?: { origin: string; items: { name: string; value: string }[] }[];
}

/** Whether the run's URL policy allows an address. `request` covers the hops of a redirect too. */
export type UrlCheck = (url: string, use: 'navigation' | 'request') => { ok: true } | { ok: false; reason: string };

/** A native dialog that a page opened and that waits for its answer. The text may hold secrets. */
export interface NativeDialog {
  readonly type: DialogType;
  /** Empty for `beforeunload`. */
  readonly text: string;
  /** Address of the page; '' for a tab that is just opening. */
  readonly url: string;
}

/** `value` answers a prompt. */
export type DialogAnswer = { readonly accept: false } | { readonly accept: true; readonly value?: string };

/** Answers native dialogs. The page stands still until `decide` has returned. A dialog is dismissed if it fails. */
export interface DialogDecider {
  decide(dialog: NativeDialog): DialogAnswer | Promise<DialogAnswer>;
  /** Called with every decision, just before the page gets its answer. */
  answered?(record: DialogRecord): void;
}

/** Removes secrets from a text; SecretBook is one. */
export interface Redactor {
  redact(text: string): string;
}

export interface RunProxy {
  server: string;
  username?: string;
  password?: Secret;
  /** The browser trusts it, so that the run can become read-only. */
  identity?: BrowserIdentity;
  /** Whether TLS ends at the proxy: then it shows the certificate of `identity`. */
  endsTls?: () => boolean;
}

export interface SessionOptions extends BrowserSettings {
  /** From findBrowser(). */
  executablePath: string;
  headed?: boolean;
  viewport: { width: number; height: number };
  /** Absolute; created when missing. Finished downloads are put here under a safe, unique name. */
  downloadsFolder: string;
  /** With it, only files in here, in `inputsFolder` and in `downloadsFolder` may be uploaded; null: only those. Without it every file. */
  uploadsFolder?: string | null;
  /** The files that came with the request of the run. */
  inputsFolder?: string | null;
  /**
   * `http://127.0.0.1:port` of this run's egress listener. With it, the browser is launched with a default proxy that
   * refuses everything.
   */
  proxy?: RunProxy;
  storageState?: StorageState;
  /** Of the application: they get the permissions. */
  applicationOrigins?: ReadonlySet<string>;
  /** A download that grows beyond this is cancelled. Default 200 MB. */
  maxDownloadBytes?: number;
  /** Checks navigations and what api_request requests, each redirect included. Without it every address is allowed. */
  checkUrl?: UrlCheck;
  secrets: Redactor;
  /**
   * Where Playwright keeps a trace while it is recorded, with secrets in it. Default: the system's folder for temporary
   * files.
   */
  tracesFolder?: string;
  env?: NodeJS.ProcessEnv;
  /** Used when it is still running and was started from `executablePath`. */
  prelaunched?: PrelaunchedBrowser;
}

/** What observations show to an agent. */
export interface ObserverLimits {
  scope: ObservationScope;
  screen: TextScreen;
  /** Called with every observation in which the screen redacted something, before it is returned. */
  onRedacted(observation: Observation): Promise<void>;
}

/** One browser process with one context, for exactly one run. */
export interface BrowserSession {
  /** Process id of the browser. */
  readonly pid: number;
  readonly options: Readonly<SessionOptions>;
  /** Observes the active page and knows what its refs point to; undefined before `openObserver`. */
  readonly observer: Observer | undefined;
  /**
   * Makes a new observer the session's own: refs in actions, and get_dom, use it. Refs of the previous one are stale.
   */
  openObserver(limits?: ObserverLimits): Observer;

  /** What its pages send. */
  readonly traffic: Pick<Traffic, 'onSent' | 'reactions' | 'isUnderWay' | 'answersSince' | 'known'>;

  /** URL of the active page; '' without one. Costs nothing. */
  currentUrl(): string;
  title(deadline: Deadline): Promise<string>;
  tabs(): TabSummary[];
  /** The number of the active tab; 0 without one. Tabs are numbered from 1, and no number is used twice. */
  activeTab(): number;
  /** The number of the tab that opened last. */
  newestTab(): number;
  /** Whether a tab that a page opens becomes the active one (default) or waits until a step uses it. */
  followNewTabs(follow: boolean): void;
  /** Closes a tab by its number. Does nothing when it is gone. */
  closeTab(tab: number, deadline: Deadline): Promise<void>;
  /** What the active tab shows: its address and how the server answered. undefined without a tab. Costs nothing. */
  document(): MainDocument | undefined;
  /** Waits for tabs that the browser has announced but not opened yet. Costs nothing without any. */
  tabsReady(deadline: Deadline): Promise<void>;
  /**
   * Lets this decider answer native dialogs until the next call. Without one, alerts are closed, pages may be left, and
   * every question is dismissed.
   */
  decideDialogs(decider: DialogDecider | undefined): void;
  /** What happened since the last call. */
  takeNotices(): Notice[];
  /**
   * Addresses that main frames reached since the last call (same-document changes too), oldest first. A failed one is
   * `chrome-error:…`.
   */
  takeVisited(): Visit[];
  /** Addresses that a main frame requested and did not get (refused, unreachable, cut off) since the last call. */
  takeFailedPages(): Visit[];
  /** Requests under way in all tabs, without long polls and streams. */
  requestsInFlight(): number;
  /** Requests so far, in all tabs, whose method may change something (not GET, HEAD or OPTIONS), without beacons. */
  writesSent(): number;
  /** Address of a page that was requested and has not answered. Until it does, Chromium runs no script in that tab. */
  pendingPage(): string | undefined;
  /** Counts navigations of main frames: facts about a page are valid while this stays the same. */
  documents(): number;
  /** The files saved since then (milliseconds since 1970). */
  savedSince(at: number): SavedName[];
  /** Waits until every download that has started is saved or has failed. */
  downloadsDone(deadline: Deadline): Promise<void>;
  /** JPEG of what the active tab shows. Password fields are masked. */
  screenshot(deadline: Deadline): Promise<Uint8Array>;
  startTrace(deadline: Deadline): Promise<void>;
  /** Writes the raw trace (secrets in it) to this path. */
  stopTrace(rawZipPath: string, deadline: Deadline): Promise<void>;
  /** Cookies and storage of every origin. Never written into the trace. */
  storageState(deadline: Deadline): Promise<StorageState>;
  /** Opens an empty tab in place of one that crashed or was closed. Does nothing when the active tab works. */
  recover(deadline: Deadline): Promise<void>;
  /** Resolves when the browser process is gone, for whatever reason. */
  readonly closed: Promise<void>;
  /**
   * Ends the process and removes its profile; kills it after 3 s. Safe to call twice and after a crash. Never throws.
   */
  close(): Promise<void>;
}
