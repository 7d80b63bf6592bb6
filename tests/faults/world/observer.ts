import { setTimeout as pause } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { canonicalJson } from '../../../src/api/runs/canonical-json.ts';
import type { RunEvent } from '../../../src/contract/index.ts';

const RECONNECT_MS = 100;

/** One answer of GET /runs/{id}/stream, as it was read until it ended or broke. */
export interface StreamAnswer {
  status: number;
  after: number;
  events: RunEvent[];
  /** It ended by itself. */
  ended: boolean;
}

/** Reads one answer of the stream. Rejects only when there is none at all; one that breaks gives what came. */
export async function readStream(
  base: string,
  runId: string,
  after: number,
  signal: AbortSignal,
  onEvent: (event: RunEvent) => void = () => undefined,
): Promise<StreamAnswer> {
  const headers: Record<string, string> = { accept: 'text/event-stream', ...(after > 0 && { 'last-event-id': String(after) }) };
  const response = await fetch(`${base}/v1/runs/${runId}/stream`, { headers, signal });
  const answer: StreamAnswer = { status: response.status, after, events: [], ended: false };
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    return { ...answer, ended: true };
  }
  try {
    for await (const { data } of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
      const event = JSON.parse(data) as RunEvent;
      answer.events.push(event);
      onEvent(event);
    }
    answer.ended = true;
  } catch (error) {
    // The service was killed, or we let go: what came before counts.
    if (!(error instanceof Error)) throw error;
  }
  return answer;
}

/**
 * A client that follows a run from its first event to its end, through every break, and keeps all it was told. What it must never be told (another
 * content under an id, a gap, something after the end) is written down in `violations`.
 */
export class Observer {
  readonly runId: string;
  readonly events = new Map<number, string>();
  readonly violations: string[] = [];
  readonly answers: StreamAnswer[] = [];
  readonly done: Promise<void>;
  readonly #base: string;
  readonly #life = new AbortController();
  readonly #waiting = new Set<{ holds: (event: RunEvent) => boolean; seen: () => void }>();
  #last = 0;
  #complete: RunEvent | undefined;

  constructor(base: string, runId: string) {
    this.#base = base;
    this.runId = runId;
    this.done = this.#follow();
  }

  get complete(): RunEvent | undefined {
    return this.#complete;
  }

  get last(): number {
    return this.#last;
  }

  close(): void {
    this.#life.abort();
  }

  /** Resolves with the first event that fits, or at once when it was there before. */
  seen(holds: (event: RunEvent) => boolean): Promise<void> {
    for (const text of this.events.values()) if (holds(JSON.parse(text) as RunEvent)) return Promise.resolve();
    return new Promise((seen) => this.#waiting.add({ holds, seen }));
  }

  async #follow(): Promise<void> {
    while (this.#complete === undefined && !this.#life.signal.aborted) {
      const after = this.#last;
      const answer = await readStream(this.#base, this.runId, after, this.#life.signal, (event) => this.#note(event)).catch(
        () => undefined,
      );
      if (answer !== undefined) this.answers.push(answer);
      if (answer?.status === 204 && this.#complete === undefined)
        this.violations.push(`${this.runId}: the stream says that ${after} was the last event, and it was no end`);
      if (this.#complete === undefined) await pause(RECONNECT_MS);
    }
  }

  #note(event: RunEvent): void {
    const text = canonicalJson(event);
    if (this.#complete !== undefined) this.violations.push(`${this.runId}: event ${event.id} came after the end`);
    if (event.id !== this.#last + 1) this.violations.push(`${this.runId}: event ${event.id} came where ${this.#last + 1} was due`);
    const known = this.events.get(event.id);
    if (known !== undefined && known !== text) this.violations.push(`${this.runId}: event ${event.id} has two contents`);
    this.events.set(event.id, text);
    this.#last = event.id;
    if (event.type === 'complete') this.#complete = event;
    for (const one of this.#waiting) {
      if (!one.holds(event)) continue;
      this.#waiting.delete(one);
      one.seen();
    }
  }
}
