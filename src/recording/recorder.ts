import type { Deadline } from '../base/index.ts';
import type { ActionRecord, Artifact, EventSink, Manifest, RoteError, RunEvent, RunReport, RunStatus } from '../contract/index.ts';

/** Called with each event after it is on disk, in order. What it throws is logged and harms nobody. */
export type EventListener = (event: RunEvent) => void;

/**
 * `reason` ends the sentence "The trace was not kept: …": switched off, damaged, late, or not to be cleaned of secrets
 * with certainty.
 */
export type SealedTrace = { kept: true; path: string } | { kept: false; reason: string };

export interface ManifestFields {
  status: RunStatus;
  roteVersion: string;
  warnings: readonly string[];
}

/**
 * One run's folder. No method rejects or throws because of the disk: the first failure is kept in `failure` and told
 * once to `onFailure`, and the run ends by that. Everything is cleaned of secrets before it is written.
 */
export interface Recorder {
  /** As it is in the folder's name: sanitised. */
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
   * Numbers, writes and syncs, then tells the listeners, then resolves. Events emitted after `writeManifest` are
   * dropped.
   */
  readonly emit: EventSink;
  /**
   * Returns what ends the subscription. Together with `events()`, called in the same tick, nothing is missed and
   * nothing comes twice.
   */
  subscribe(listener: EventListener): () => void;
  /** Everything that listeners were told so far. */
  events(): readonly RunEvent[];
  /** 1, 2, 3, … */
  nextActionNumber(): number;
  /** Writes `actions/0001_browser_dom_click.json`, long texts cut at 500 characters. */
  recordAction(record: ActionRecord): Promise<void>;
  /** Where the screenshot of an action is going to be: `screenshots/0003_click.jpg`. */
  screenshotPath(number: number, action: string): string;
  /**
   * Writes `screenshots/0003_click.jpg` and gives that path; undefined when screenshots are off or it could not be
   * written.
   */
  saveScreenshot(number: number, action: string, jpeg: Uint8Array): Promise<string | undefined>;
  /** Replaces `status.json`. Reports published one after the other are written in that order. */
  publishStatus(report: RunReport): Promise<void>;
  /**
   * Cleans a raw Playwright trace into `trace.zip`, by the deadline or not at all. The raw file is gone afterwards,
   * whatever happened.
   */
  sealTrace(rawZip: string, deadline?: Deadline): Promise<SealedTrace>;
  /** The files that are there now, the manifest excepted. */
  artifacts(): Promise<Artifact[]>;
  /**
   * The last thing written: waits for all writes, cleans what was written before a secret was known, then lists every
   * file with its SHA-256. Undefined when that failed.
   */
  writeManifest(fields: ManifestFields): Promise<Manifest | undefined>;
  /** Waits for pending writes and lets go of the folder. Safe to call twice. */
  close(): Promise<void>;
}
