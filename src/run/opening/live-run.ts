import type { Deadline } from '../../base/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import type { RunEvent } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { EventListener, Recorder } from '../../recording/index.ts';

/** A run as others may watch it while it is running, and its folder afterwards. */
export interface LiveRun {
  readonly runId: string;
  /** Absolute path of the run folder. */
  readonly folder: string;
  /** The events on disk, in order. */
  events(): readonly RunEvent[];
  /**
   * Returns a function that ends the subscription. With `events()`, called in the same tick, no event is missed or
   * repeated.
   */
  subscribe(listener: EventListener): () => void;
  /** A JPEG of the active tab, typed passwords masked. NOT_FOUND before the browser is open and after it was closed. */
  screenshot(deadline: Deadline): Promise<Uint8Array>;
}

export class OpenLiveRun implements LiveRun {
  readonly runId: string;
  readonly folder: string;
  readonly #recorder: Recorder;
  #session: BrowserSession | undefined;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.runId = recorder.runId;
    this.folder = recorder.folder;
  }

  /** Called when the browser is open. */
  show(session: BrowserSession): void {
    this.#session = session;
  }

  events(): readonly RunEvent[] {
    return this.#recorder.events();
  }

  subscribe(listener: EventListener): () => void {
    return this.#recorder.subscribe(listener);
  }

  async screenshot(deadline: Deadline): Promise<Uint8Array> {
    if (this.#session === undefined) throw new RoteError('NOT_FOUND', 'The browser of this run is still starting: try again in a moment.');
    try {
      return await this.#session.screenshot(deadline);
    } catch (cause) {
      deadline.throwIfEnded();
      throw new RoteError('NOT_FOUND', 'The run shows no page: its browser or tab was closed.', { cause });
    }
  }
}
