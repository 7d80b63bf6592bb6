import type { Deadline } from '../../base/index.ts';
import type { Verified } from '../../browser/index.ts';
import type { Expectation } from './expectations.ts';

/** What was never seen counts as gone after this time without it: a spinner may come late. */
const COMES_WITHIN_MS = 1_000;

/** An expectation and what is known of it over time. */
export class Tracked {
  readonly #expectation: Expectation;
  /** Whether it held before the action; undefined: nobody looked. */
  heldBefore: boolean | undefined;
  #last: Verified = { ok: false, reason: 'The page was not looked at.' };
  /** When it was last seen not to hold, in the document of the action. */
  #untrueAt: number | undefined;
  #appearedAt: number | undefined;
  #wasPresent = false;

  constructor(expectation: Expectation) {
    this.#expectation = expectation;
  }

  async lookBefore(time: Deadline): Promise<void> {
    const { ok } = await this.#expectation.look(time);
    this.heldBefore = ok;
    this.#wasPresent ||= !ok;
  }

  /** `from`: when the action began. `sameDocument`: it is still the document of the action. */
  async look(time: Deadline, from: number, sameDocument: boolean): Promise<void> {
    const seen = await this.#expectation.look(time);
    const now = Date.now();
    if (!seen.ok) {
      this.#wasPresent = true;
      if (sameDocument) this.#untrueAt = now;
    } else if (this.#untrueAt !== undefined) {
      this.#appearedAt = this.#untrueAt;
      this.#untrueAt = undefined;
    }
    const isEarly = this.#expectation.isGone && !this.#wasPresent && now - from < COMES_WITHIN_MS;
    this.#last = isEarly ? { ok: false, reason: 'What should go away was not seen yet.' } : seen;
  }

  get now(): Verified {
    return this.#last;
  }

  /** Whether it came true after this moment, even if it went away again. Only a change in the document of the action proves that. */
  appearedAfter(at: number): boolean {
    if (this.#appearedAt !== undefined && this.#appearedAt >= at) return true;
    return this.#changes().some((change) => change.shown && change.at >= at && (change.inFirstDocument || this.heldBefore === false));
  }

  #changes() {
    return this.#expectation.changes?.() ?? [];
  }
}
