import type { EventSink, LedgerEntry, LedgerState } from '../contract/index.ts';

/**
 * What is known of each step that changes something. A move is in the event log before it returns: after a kill, the log says
 * `intended` for anything that may have been sent. An entry never goes back, except from `intended` to nothing if the action provably
 * did not reach the page.
 */
export class Ledger {
  readonly #entries = new Map<number, LedgerEntry>();
  readonly #emit: EventSink;

  constructor(emit: EventSink) {
    this.#emit = emit;
  }

  async move(step: number, description: string, state: LedgerState): Promise<void> {
    this.#entries.set(step, { step, description, state });
    await this.#emit({ type: 'ledger', step, description, state });
  }

  /** The action was refused before anything reached the page: there is no effect to record. */
  async withdraw(step: number): Promise<void> {
    const entry = this.#entries.get(step);
    if (entry?.state !== 'intended') return;
    this.#entries.delete(step);
    await this.#emit({ type: 'ledger', step, description: entry.description, state: 'withdrawn' });
  }

  state(step: number): LedgerState | undefined {
    return this.#entries.get(step)?.state;
  }

  /** Whether repeating the step could cause its effect twice. */
  mayHaveHappened(step: number): boolean {
    return this.#entries.has(step);
  }

  entries(): LedgerEntry[] {
    return [...this.#entries.values()].sort((a, b) => a.step - b.step);
  }
}
