import { isTerminal, type RunEvent, type RunReport, type RunStatus, type SandboxStart } from '../../contract/index.ts';
import { type EventListener, readRun } from '../../recording/index.ts';
import type { ExecutedRun, LiveRun } from '../../run/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { type KnownOfRun, reportFromEvents } from '../report-from-events.ts';

/** What the status server shows of its run, from before there is a folder until the process ends. */
export class LiveRunView {
  readonly runId: string;
  readonly #secrets: SecretBook;
  readonly #known: KnownOfRun;
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

  /** undefined while the run folder is not there, and for good when none could be made. */
  get live(): LiveRun | undefined {
    return this.#live;
  }

  get finished(): boolean {
    return this.#executed !== undefined;
  }

  /** The run folder is there. */
  show(live: LiveRun): void {
    this.#live = live;
    live.subscribe((event) => {
      if (event.type === 'status' || event.type === 'complete') this.#tell(event.status);
    });
    this.#wake(live);
  }

  /** The finalizer is through. */
  finish(executed: ExecutedRun): void {
    this.#executed = executed;
    this.#tell(executed.report.status);
    this.#wake(undefined);
  }

  #tell(status: RunStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#onStatus(status);
  }

  #wake(live: LiveRun | undefined): void {
    for (const wake of this.#waiting) wake(live);
    this.#waiting.clear();
  }

  /** Those that are on disk. The end is told also where it could not be written: no folder, or no space. */
  events(): readonly RunEvent[] {
    const events = this.#live?.events() ?? [];
    if (this.#executed === undefined || events.at(-1)?.type === 'complete') return events;
    return [...events, endOf(this.#executed.report, events.length + 1)];
  }

  /**
   * As anybody may read it: what was learned to be a secret after the event was written is taken out. An event costs a search in every
   * encoding, so that a listener of new events, which were cleaned a moment ago, need not ask for it.
   */
  cleaned(event: RunEvent): RunEvent {
    return this.#secrets.redactValue(event);
  }

  /** Told each event from now on, also when the folder is not there yet. Returns what ends the subscription. */
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

  /** The report at any time: from the events while it goes on, the run's own after that, with the artifacts at the end. */
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
