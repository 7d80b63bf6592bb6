import type { WrittenSpan } from './span-writer.ts';

type Write = (parent: WrittenSpan, notBeforeMs: number) => void;

/** What happened before the first step, held back until it is known whether it belongs to a login. */
export class OpeningSpans {
  #held: { endMs: number; write: Write }[] | undefined;

  begin(): void {
    this.#held = [];
  }

  /** false once the opening is over: whoever asks writes it down at once. */
  hold(endMs: number, write: Write): boolean {
    this.#held?.push({ endMs, write });
    return this.#held !== undefined;
  }

  /** What ended within the login is its own; what had ended before is the run's, and so is what comes after. */
  adopt(run: WrittenSpan, login: WrittenSpan, loginStartMs: number): void {
    for (const { endMs, write } of this.#held ?? []) {
      if (endMs > loginStartMs) write(login, loginStartMs);
      else write(run, 0);
    }
    this.#held = undefined;
  }

  endUnder(run: WrittenSpan): void {
    for (const { write } of this.#held ?? []) write(run, 0);
    this.#held = undefined;
  }
}
