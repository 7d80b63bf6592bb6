import type { EffectEvidence, EventSink, LedgerEntry, LedgerState } from '../../contract/index.ts';

/** An effect of a step, as its entry names it. */
export interface EffectOf {
  id: string;
  step: number;
  description: string;
  /** The playbook declares it (`effect: write`). */
  declared: boolean;
  /** The playbook by default. */
  driver?: LedgerEntry['driver'];
}

/**
 * What is known of each step that changes something. A change is in the event log before the call returns: after a kill, the log says
 * `intended` for anything that may have been sent. A verified entry stays; any other is withdrawn if the effect provably did not happen.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #emit: EventSink;

  constructor(emit: EventSink) {
    this.#emit = emit;
  }

  /** Sets the state of an effect, and its evidence if given. Does nothing if neither changes. */
  async move(effect: EffectOf, state: LedgerState, evidence?: EffectEvidence[]): Promise<void> {
    const before = this.#entries.get(effect.id);
    const entry: LedgerEntry = { driver: 'playbook', ...effect, state, evidence: evidence ?? before?.evidence ?? [] };
    if (before?.state === state && JSON.stringify(before) === JSON.stringify(entry)) return;
    this.#entries.set(effect.id, entry);
    await this.#report(entry, state);
  }

  /** The effect provably did not happen: nothing reached the application, or it refused what did. */
  async withdraw(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.state === 'verified') return;
    this.#entries.delete(id);
    await this.#report(entry, 'withdrawn');
  }

  state(id: string): LedgerState | undefined {
    return this.#entries.get(id)?.state;
  }

  /** Whether repeating the step could cause its effect twice. */
  mayHaveHappened(id: string): boolean {
    return this.#entries.has(id);
  }

  entries(): LedgerEntry[] {
    return [...this.#entries.values()].sort((a, b) => a.step - b.step);
  }

  #report({ id, ...entry }: LedgerEntry, state: LedgerState | 'withdrawn'): Promise<void> {
    return this.#emit({ type: 'ledger', ...entry, effect_id: id, state });
  }
}
