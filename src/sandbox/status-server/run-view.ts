import { isTerminal, type RunEvent, type RunReport, type RunStatus, type SandboxStart } from '../../contract/index.ts';
import { type EventListener, readRun } from '../../recording/index.ts';
import type { ExecutedRun, LiveRun } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { type KnownRun, reportFromEvents } from '../report-from-events.ts';

/** The run as its status server shows it, from before its folder exists until the process ends. */
export class LiveRunView {
  readonly runId: string;
  readonly #secrets: SecretBook;
  readonly #known: KnownRun;
  readonly #onStatus: (status: RunStatus) => void;
  readonly #waiting = new Set<(live: LiveRun | undefined) => void>();
  #live: LiveRun | undefined;
  #executed: ExecutedRun | undefined;
  #published: Promise<RunReport | undefined> | undefined;
  #status: RunStatus = 'starting';

  constructor(start: SandboxStart, secrets: SecretBook, onStatus: (status: RunStatus) => void) {
    this.runId = start.run_id;
    this.#secrets = secrets;
    this.#onStatus = onStatus;
    this.#known = {
      runId: start.run_id,
      directive: secrets.redact(start.config.directive),
      playbook: start.config.playbook ?? null,
      startedAt: new Date().toISOString(),
    };
  }

  get status(): RunStatus {
    return this.#status;
  }

  get ended(): boolean {
    return isTerminal(this.#status);
  }

  /** undefined until the run folder exists; forever if it could not be created. */
  get live(): LiveRun | undefined {
    return this.#live;
  }

  get finished(): boolean {
    return this.#executed !== undefined;
  }

  /** Called when the run folder exists. */
  show(live: LiveRun): void {
    this.#live = live;
    live.subscribe((event) => {
      if (event.type === 'status' || event.type === 'complete') this.#setStatus(event.status);
    });
    this.#wake(live);
  }

  /** Called when the finalizer has ended. */
  finish(executed: ExecutedRun): void {
    this.#executed = executed;
    this.#setStatus(executed.report.status);
    this.#wake(undefined);
  }

  #setStatus(status: RunStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#onStatus(status);
  }

  #wake(live: LiveRun | undefined): void {
    for (const wake of this.#waiting) wake(live);
    this.#waiting.clear();
  }

  /** The events on disk. Includes the end even where it could not be written: no folder, or no space. */
  events(): readonly RunEvent[] {
    const events = this.#live?.events() ?? [];
    if (this.#executed === undefined || events.at(-1)?.type === 'complete') return events;
    return [...events, endOf(this.#executed.report, events.length + 1)];
  }

  /**
   * The event without secrets that became known after it was written. Each call searches in every encoding; new events, cleaned a moment ago, do
   * not need it.
   */
  cleaned(event: RunEvent): RunEvent {
    return this.#secrets.redactValue(event);
  }

  /** Calls the listener with each event from now on, also before the folder exists. Returns what ends the subscription. */
  subscribe(listener: EventListener): () => void {
    if (this.#live) return this.#live.subscribe(listener);
    let end: (() => void) | undefined;
    const begin = (live: LiveRun | undefined) => {
      end = live?.subscribe(listener);
      for (const event of this.events()) listener(event);
    };
    this.#waiting.add(begin);
    return () => {
      this.#waiting.delete(begin);
      end?.();
    };
  }

  /** The report at any time: derived from events while the run is in progress, then its own, and with artifacts at the end. */
  async report(): Promise<RunReport> {
    if (this.#executed) return this.#executed.report;
    if (this.ended && this.#live) {
      this.#published ??= readRun(this.#live.folder).then(({ report }) => report);
      const published = await this.#published;
      if (published && published.status === this.#status) return published;
    }
    return this.#secrets.redactValue(reportFromEvents(this.#known, this.events()));
  }
}

function endOf({ status, summary, error, finished_at }: RunReport, id: number): RunEvent {
  return { id, at: finished_at ?? new Date().toISOString(), type: 'complete', status, summary, error };
}
