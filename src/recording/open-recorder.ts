import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Deadline, errorMessage, type Log, safeFileName, silentLog, systemClock, writeFileWhole } from '../base/index.ts';
import type {
  ActionRecord,
  Artifact,
  Manifest,
  RecordingSettings,
  RoteError,
  RunEvent,
  RunEventBody,
  RunReport,
} from '../contract/index.ts';
import type { SecretBook } from '../secrets/index.ts';
import { listArtifacts } from './artifacts.ts';
import { cleanFileNames, cleanRecords } from './cleaning/clean-run-folder.ts';
import { cutLongTexts } from './cleaning/cut-long-text.ts';
import { EventLog } from './event-log.ts';
import { createRunFolder, OWNER_FILE, SCRATCH_FOLDER } from './folder/run-folder.ts';
import { writeManifest } from './folder/write-manifest.ts';
import type { EventListener, ManifestFields, Recorder, SealedTrace } from './recorder.ts';
import { storageFailure } from './storage-failure.ts';
import { sealTrace } from './trace/seal-trace.ts';

export interface RecorderOptions {
  /** Created if missing. */
  runsFolder: string;
  /** Sanitized into the folder's name. Default: a new UUID. */
  runId?: string;
  secrets: SecretBook;
  /** Switches trace and screenshots. Events, actions, status and manifest are always written. */
  settings: RecordingSettings;
  clock?: Clock;
  log?: Log;
  /** Called once, with the first failed write. */
  onFailure?: (failure: RoteError) => void;
}

/**
 * Creates a run's folder and starts recording into it. Throws CONFLICT if a run with that id exists, STORAGE_FULL or
 * SETUP_FAILED if the folder cannot be created. After that, no method throws because of the disk.
 */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const { runId, folder } = await createRunFolder(options.runsFolder, options.runId, options.secrets);
  const failures = new Failures(folder, options.log ?? silentLog, options.onFailure);
  try {
    const scratch = join(folder, SCRATCH_FOLDER);
    await mkdir(scratch, { mode: 0o700 });
    const events = await EventLog.create(join(folder, 'events.ndjson'), {
      clock: options.clock ?? systemClock,
      log: options.log ?? silentLog,
      clean: (event) => cleanEvent(event, options.secrets),
      onFailure: (error) => failures.note(error, 'events'),
    });
    return new FolderRecorder(runId, folder, events, failures, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw storageFailure(error, folder);
  }
}

/** Keeps the summary of a run whole; everything else in an event is an excerpt of what other files hold. */
function cleanEvent(event: RunEventBody, secrets: SecretBook): RunEventBody {
  const redacted = secrets.redactValue(event);
  return event.type === 'complete' ? redacted : cutLongTexts(redacted);
}

/** Holds the first failure and reports it once; later ones are only logged. */
class Failures {
  first: RoteError | undefined;
  readonly #folder: string;
  readonly #log: Log;
  readonly #report: ((failure: RoteError) => void) | undefined;

  constructor(folder: string, log: Log, report: ((failure: RoteError) => void) | undefined) {
    this.#folder = folder;
    this.#log = log;
    this.#report = report;
  }

  note(error: unknown, what: string): void {
    const failure = storageFailure(error, this.#folder);
    this.#log.warn(`recording: ${what} could not be written`, { code: failure.code, error: failure.message });
    if (this.first !== undefined) return;
    this.first = failure;
    try {
      this.#report?.(failure);
    } catch (second) {
      this.#log.warn('recording: onFailure threw an error', { error: errorMessage(second) });
    }
  }

  /** The result of `work`, or undefined when it failed. */
  async attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.note(error, what);
      return undefined;
    }
  }
}

class FolderRecorder implements Recorder {
  readonly runId: string;
  readonly folder: string;
  readonly downloadsFolder: string;
  readonly scratchFolder: string;
  readonly #events: EventLog;
  readonly #failures: Failures;
  readonly #options: RecorderOptions;
  readonly #pending = new Set<Promise<unknown>>();
  #lastAction = 0;
  /** The manifest is being written: it does not list later files, so they are removed. */
  #listed = false;
  #status: Promise<unknown> = Promise.resolve();

  constructor(runId: string, folder: string, events: EventLog, failures: Failures, options: RecorderOptions) {
    this.runId = runId;
    this.folder = folder;
    this.downloadsFolder = join(folder, 'downloads');
    this.scratchFolder = join(folder, SCRATCH_FOLDER);
    this.#events = events;
    this.#failures = failures;
    this.#options = options;
  }

  get failure(): RoteError | undefined {
    return this.#failures.first;
  }

  readonly emit = (event: RunEventBody): Promise<void> => this.#events.emit(event);

  subscribe(listener: EventListener): () => void {
    return this.#events.subscribe(listener);
  }

  events(): readonly RunEvent[] {
    return this.#events.events();
  }

  nextActionNumber(): number {
    return ++this.#lastAction;
  }

  async recordAction(record: ActionRecord): Promise<void> {
    await this.#write(`actions/${fourDigits(record.number)}_browser_dom_${safeFileName(record.action)}.json`, () =>
      asJson(cutLongTexts(this.#options.secrets.redactValue(record))),
    );
  }

  screenshotPath(number: number, name: string): string {
    return `screenshots/${fourDigits(number)}_${safeFileName(this.#options.secrets.redact(name))}.jpg`;
  }

  async saveScreenshot(
    number: number,
    name: string,
    jpeg: Uint8Array,
    { requested }: { requested: boolean } = { requested: false },
  ): Promise<string | undefined> {
    if (!this.#options.settings.screenshots && !requested) return undefined;
    const path = this.screenshotPath(number, name);
    return (await this.#write(path, () => jpeg)) ? path : undefined;
  }

  async publishStatus(report: RunReport): Promise<void> {
    const before = this.#status;
    const written = before.then(() => this.#write('status.json', () => asJson(this.#options.secrets.redactValue(report)), true));
    this.#status = written;
    await written;
  }

  async sealTrace(rawZip: string, deadline?: Deadline): Promise<SealedTrace> {
    if (!this.#options.settings.trace) {
      await this.#failures.attempt('the raw trace', () => rm(rawZip, { force: true }));
      return { kept: false, reason: 'traces are switched off for this run.' };
    }
    const sealed = await sealTrace(rawZip, join(this.folder, 'trace.zip'), this.#options.secrets, { deadline });
    if (!this.#listed || !sealed.kept) return sealed;
    await this.#failures.attempt('a late trace', () => rm(sealed.path, { force: true }));
    return { kept: false, reason: 'it was not ready before the manifest was written.' };
  }

  async artifacts(): Promise<Artifact[]> {
    await this.#settled();
    return (await this.#failures.attempt('the list of files', () => listArtifacts(this.folder))) ?? [];
  }

  async writeManifest({ status, roteVersion, warnings }: ManifestFields): Promise<Manifest | undefined> {
    await this.#settled();
    this.#listed = true;
    return this.#failures.attempt('manifest.json', async () => {
      await this.#events.close();
      await cleanFileNames(this.folder, this.#options.secrets);
      await cleanRecords(this.folder, this.#options.secrets);
      return writeManifest(this.folder, {
        run_id: this.runId,
        rote_version: roteVersion,
        status,
        events: this.#events.count,
        warnings: this.#options.secrets.redactValue([...warnings]),
      });
    });
  }

  async close(): Promise<void> {
    await this.#settled();
    await this.#failures.attempt('the end of the events', () => this.#events.close());
    await this.#failures.attempt('the scratch folder', () => rm(this.scratchFolder, { recursive: true, force: true }));
    await this.#failures.attempt('the owner file', () => rm(join(this.folder, OWNER_FILE), { force: true }));
  }

  /**
   * Whether it was written. `durable` files survive a power cut; for the others, the synced event records what
   * happened.
   */
  async #write(path: string, content: () => string | Uint8Array, durable = false): Promise<boolean> {
    const work = this.#failures.attempt(path, async () => {
      await writeFileWhole(join(this.folder, path), content(), 0o644, durable);
      return true;
    });
    this.#pending.add(work);
    const done = await work;
    this.#pending.delete(work);
    return done === true;
  }

  async #settled(): Promise<void> {
    await this.#status;
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}

function fourDigits(number: number): string {
  return String(number).padStart(4, '0');
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
