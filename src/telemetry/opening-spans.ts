import type { WrittenSpan } from './span-writer.ts';

type Write = (parent: WrittenSpan, notBeforeMs: number) => void;

/** Spans from before the first step, held until it is known whether they belong to a login. */
export class OpeningSpans {
  #held: { endMs: number; write: Write }[] | undefined;

  begin(): void {
    this.#held = [];
  }

  /** Returns false once the opening has ended: the caller then writes the span at once. */
  hold(endMs: number, write: Write): boolean {
    this.#held?.push({ endMs, write });
    return this.#held !== undefined;
  }

  /** Spans that ended during the login become its children; earlier and later ones belong to the run. */
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
