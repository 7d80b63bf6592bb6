import type { Deadline, Log } from '../base/index.ts';
import type { BrowserSession, FoundBrowser, PrelaunchedBrowser } from '../browser/index.ts';
import type { OperatorPolicy, RunConfig, RunEvent } from '../contract/index.ts';
import type { Confirm } from '../dispatch/index.ts';
import type { SessionStore } from '../logins/index.ts';
import type { Models } from '../model/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import type { LiveRun } from './opening/live-run.ts';

export interface RunNetwork {
  /** Domain patterns of upstream proxies that may be private. */
  upstreamProxies: readonly string[];
  /** `host:port` of what belongs to Rote itself and no run reaches; asked at every connection. */
  closed: () => readonly string[];
  /** Called with the port of the run's egress proxy once it listens. */
  onEgress?: (port: number) => void;
}

/** What an entry point passes to a run. */
export interface RunDeps {
  config: RunConfig;
  folders: {
    /** The run folder is created in here. */
    runs: string;
    playbooks: string;
    profiles: string;
    /** In a service: from where files may be uploaded besides the run's downloads; null: from nowhere. Without it every file may be. */
    uploads?: string | null;
    /** In a service: the files that came with the request. */
    inputs?: string | null;
  };
  /** What the operator says about the network. Default: no upstream proxy may be private, and nothing belongs to Rote. */
  network?: RunNetwork;
  /** What bounds the request, its profile and its playbook; without it nothing does. */
  policy?: OperatorPolicy | null;
  /** Called when the browser is needed: invalid input is reported without one. */
  browser: () => Promise<FoundBrowser>;
  /** Finds a browser without installing one. With it, the browser starts while the run is planned. */
  installedBrowser?: () => Promise<FoundBrowser | undefined>;
  headed?: boolean;
  /** A browser that was started in advance. */
  prelaunchedBrowser?: PrelaunchedBrowser;
  /** Ends the run; everything is persisted. By its reason: Cancelled is terminated, TIMEOUT is timeout, another RoteError is failed with its code. */
  signal: AbortSignal;
  /** For a program that does only this run: when it started, in milliseconds since 1970. */
  programStartedAt?: number;
  log: Log;
  /** Gets each event after it is on disk. */
  onEvent?: (event: RunEvent) => void;
  /** Called once, when the run folder was created and before anything happens; never if it cannot be created. */
  onLive?: (live: LiveRun) => void;
  /** For a caller that redacts its own texts. Must contain the secrets of the config; what the run learns is added. */
  secrets?: SecretBook;
  /** Saved logins; without it every run logs in. */
  sessions?: SessionStore;
  /** Throws a RoteError if there is no model or no key. Called when a model is first needed. */
  models: () => Models;
  /**
   * For a harness that inspects the final page: called after the drivers, however they ended, before the browser is closed. What it
   * throws becomes a warning of the report.
   */
  lookAtEnd?: (session: BrowserSession, deadline: Deadline) => Promise<void>;
  /** Asks a person about a destructive click; without it such clicks are refused. */
  confirm?: Confirm;
}
