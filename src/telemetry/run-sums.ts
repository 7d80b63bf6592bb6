import type { RunEvent, RunReport, RunStatus } from '../contract/index.ts';
import type { RunSum } from './run-meter.ts';

/** Accumulates the metrics of a run from its events. */
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

  /** A run without a report and a `complete` event counts as failed, and ended at `endedMs`. */
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
      recovery: this.#recovery(status),
      tokens: report?.tokens,
    };
  }

  #recovery(status: RunStatus): RunSum['recovery'] {
    if (this.#handoff === undefined) return undefined;
    if (this.#handoff === 'refused') return 'not_started';
    return status === 'completed' ? 'recovered' : 'failed';
  }
}

function countIn(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
