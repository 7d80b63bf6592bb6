import { ShownText } from './quotes.ts';

/** Older texts are forgotten. */
const MAX_CHARS = 400_000;

interface Seen {
  readonly shown: ShownText;
  /** The moment at which the look began, as `AgentChanges` counts. */
  readonly at: number;
  /** The moment at which the page was opened by an action that sent nothing; -1: it is the page of the start, or what an action that sent something led to. */
  readonly openedAt: number;
}

/** What the agent was shown: observations, outputs, alerts. A final answer is compared with it. */
export class SeenTexts {
  #seen: Seen[] = [];
  #chars = 0;
  #openedAt = -1;

  add(text: string, at: number): void {
    if (text === '') return;
    this.#seen.push({ shown: new ShownText(text), at, openedAt: this.#openedAt });
    this.#chars += text.length;
    while (this.#chars > MAX_CHARS && this.#seen.length > 1) this.#chars -= this.#seen.shift()!.shown.text.length;
  }

  /** An action opened another page, or the same again. `at`: undefined if the action itself sent something. */
  opened(at: number | undefined): void {
    this.#openedAt = at ?? -1;
  }

  /** The newest texts, oldest first. */
  texts(): string[] {
    return this.#seen.map(({ shown }) => shown.text);
  }

  /** Whether a text shows the quote whose look began at this moment or later. */
  isShown(quote: string, from = 0): boolean {
    return this.#seen.some(({ shown, at }) => at >= from && shown.shows(quote));
  }

  /** Whether the quote was not shown before the first change. */
  isNew(quote: string, first: number): boolean {
    return !this.#seen.some(({ shown, at }) => at < first && shown.shows(quote));
  }

  /** Whether a page that was opened after the last change shows the quote. */
  isReadBack(quote: string, last: number): boolean {
    return this.#seen.some(({ shown, at, openedAt }) => at >= last && openedAt >= last && shown.shows(quote));
  }
}
