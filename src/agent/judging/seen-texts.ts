import { ShownText } from './quotes.ts';

/** Older texts are forgotten. */
const MAX_CHARS = 400_000;

interface Seen {
  readonly shown: ShownText;
  /** The moment at which the look began, as `AgentChanges` counts. */
  readonly at: number;
  /** The moment at which the page was opened by an action that sent nothing; -1: it is the page of the start, or what an action that sent something led to. */
  readonly openedAt: number;
  readonly isPage: boolean;
}

/** What the agent was shown: observations, outputs, alerts. A final answer is compared with it. */
export class SeenTexts {
  #seen: Seen[] = [];
  #chars = 0;
  #openedAt = -1;

  /** `isPage`: it is an observation of the whole page. */
  add(text: string, at: number, isPage = false): void {
    if (text === '') return;
    this.#seen.push({ shown: new ShownText(text), at, openedAt: this.#openedAt, isPage });
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

  /** Whether the page did not show the quote when the first change was made. */
  isNew(quote: string, first: number): boolean {
    const before = this.#seen.filter(({ at }) => at < first);
    const from = Math.max(
      0,
      before.findLastIndex(({ isPage }) => isPage),
    );
    return !before.slice(from).some(({ shown }) => shown.shows(quote));
  }

  /** Whether a page that was opened after the last change shows the quote. */
  isReadBack(quote: string, last: number): boolean {
    return this.#seen.some(({ shown, at, openedAt }) => at >= last && openedAt >= last && shown.shows(quote));
  }
}
