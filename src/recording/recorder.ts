import type { Deadline } from '../base/index.ts';
import type { ActionRecord, Artifact, EventSink, Manifest, RoteError, RunEvent, RunReport, RunStatus } from '../contract/index.ts';

/** Called with each event after it is on disk, in order. Errors that it throws are logged and have no other effect. */
export type EventListener = (event: RunEvent) => void;

/**
 * `reason` completes the sentence "The trace was not kept: …": switched off, damaged, too late, or not certainly free
 * of secrets.
 */
export type SealedTrace = { kept: true; path: string } | { kept: false; reason: string };

export interface ManifestFields {
  status: RunStatus;
  roteVersion: string;
  warnings: readonly string[];
}

/**
 * One run's folder. No method rejects or throws because of the disk: the first failure is kept in `failure`,
 * reported once to `onFailure`, and ends the run. Secrets are removed from everything before it is written.
 */
export interface Recorder {
  /** As in the folder's name: sanitized. */
  readonly runId: string;
  /** Absolute path of the run folder. */
  readonly folder: string;
  /** Where the browser puts finished downloads. */
  readonly downloadsFolder: string;
  /**
   * For raw traces and other files that may hold secrets; readable by this user only, removed by `close` and by
   * `sweepRuns`.
   */
  readonly scratchFolder: string;
  /**
   * STORAGE_FULL or SETUP_FAILED once something could not be written. Look here after awaiting an event that must be on
   * disk.
   */
  readonly failure: RoteError | undefined;
  /**
   * Numbers, writes and syncs the event, then calls the listeners, then resolves. Drops events emitted after
   * `writeManifest`.
   */
  readonly emit: EventSink;
  /**
   * Returns a function that ends the subscription. Together with `events()`, called in the same tick, it misses no
   * event and repeats none.
   */
  subscribe(listener: EventListener): () => void;
  /** All events that listeners were called with so far. */
  events(): readonly RunEvent[];
  /** 1, 2, 3, … */
  nextActionNumber(): number;
  /** Writes `actions/0001_browser_dom_click.json`, long texts cut at 500 characters. */
  recordAction(record: ActionRecord): Promise<void>;
  /** The path for the screenshot of an action: `screenshots/0003_click.jpg`. `name`: the action, or what the user calls it. */
  screenshotPath(number: number, name: string): string;
  /**
   * Writes `screenshots/0003_click.jpg` and returns that path; undefined if screenshots are off (and this one was not
   * requested by a step) or it could not be written.
   */
  saveScreenshot(number: number, name: string, jpeg: Uint8Array, options?: { requested: boolean }): Promise<string | undefined>;
  /** Replaces `status.json`. Reports published one after the other are written in that order. */
  publishStatus(report: RunReport): Promise<void>;
  /** Cleans a raw Playwright trace into `trace.zip`, by the deadline or not at all. Always removes the raw file. */
  sealTrace(rawZip: string, deadline?: Deadline): Promise<SealedTrace>;
  /** The files that exist now, without the manifest. */
  artifacts(): Promise<Artifact[]>;
  /**
   * Written last: waits for all other writes, cleans what was written before a secret was known, then lists every file
   * with its SHA-256. Undefined if that failed.
   */
  writeManifest(fields: ManifestFields): Promise<Manifest | undefined>;
  /** Waits for pending writes and releases the folder. Safe to call twice. */
  close(): Promise<void>;
}
