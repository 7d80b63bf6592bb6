import type { RunEvent, RunReport } from '../contract/index.ts';
import type { RunSum } from './run-meter.ts';

/** Adds up, event by event, what a run will have added to the metrics. */
export class RunSums {
  readonly #blocks = new Map<string, number>();
  readonly #stuck = new Map<string, number>();
  #handoff: 'taken' | 'refused' | undefined;
  #firstMs: number | undefined;
  #complete: Extract<RunEvent, { type: 'complete' }> | undefined;

  onEvent(event: RunEvent): void {
    this.#firstMs ??= Date.parse(event.at);
    if (event.type === 'guard' && event.verdict === 'blocked') countIn(this.#blocks, event.where);
    if (event.type === 'guard' && event.where === 'stuck') countIn(this.#stuck, event.verdict);
    if (event.type === 'handoff') this.#handoff = event.taken ? 'taken' : 'refused';
    if (event.type === 'complete') this.#complete = event;
  }

  get blocks(): number {
    return this.#blocks.values().reduce((sum, count) => sum + count, 0);
  }

  /** `endedMs` counts for a run that left neither a report nor a last event: it counts as failed. */
  sum(report: RunReport | undefined, endedMs: number): RunSum {
    const end = report ?? this.#complete;
    const status = end?.status ?? 'failed';
    const lastMs = this.#complete === undefined ? endedMs : Date.parse(this.#complete.at);
    return {
      status,
      error: end === undefined ? 'INTERNAL_ERROR' : end.error?.code,
      durationMs: report?.duration_ms ?? (this.#firstMs === undefined ? 0 : Math.max(0, lastMs - this.#firstMs)),
      blocks: this.#blocks,
      stuck: this.#stuck,
      recovery: this.#handoff && (this.#handoff === 'refused' ? 'not_started' : status === 'completed' ? 'recovered' : 'failed'),
      tokens: report?.tokens,
    };
  }
}

function countIn(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
