import type { Frame } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import type { TextMatch } from '../../../contract/index.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import { callInNewDocuments } from '../../page-world/bridge/early.ts';
import type { TextChange, WatchedText } from '../../page-world/readers/document/watch-text.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { lookForText, type TextSearch, type Verified } from './look.ts';

let watches = 0;

/** A change that the page itself saw. */
export interface SeenChange extends TextChange {
  /** In the document in which the watch began, where what appears was not there. */
  inFirstDocument: boolean;
}

/**
 * Watches the pages of a session for a text, in the page itself, so that a message is seen that lives for 100 ms only. A new document is
 * watched from its first moment on.
 */
export class TextWatch implements Disposable {
  readonly #session: PageSession;
  readonly #search: TextSearch;
  readonly #watch: number;
  readonly #changes = new Map<string, TextChange[]>();
  readonly #early: Promise<() => void>;
  #firstDocument: string | undefined;

  constructor(session: BrowserSession, text: string, match: TextMatch) {
    assertPageSession(session);
    this.#session = session;
    this.#search = { text, match, ask: (frame, time) => this.#ask(frame, time) };
    watches += 1;
    this.#watch = watches;
    this.#early = this.#watchNewDocuments();
  }

  [Symbol.dispose](): void {
    void this.#early.then((end) => end());
  }

  /** Whether the page shows the text. After the first look, new documents are watched too. */
  async look(time: Deadline): Promise<Verified> {
    const [verified] = await Promise.all([lookForText(this.#session, this.#search, time), time.race(this.#early)]);
    return verified;
  }

  /** What the page saw by the last look, in no particular order. */
  changes(): SeenChange[] {
    return [...this.#changes].flatMap(([document, changes]) =>
      changes.map((change) => ({ ...change, inFirstDocument: document === this.#firstDocument })),
    );
  }

  async #ask(frame: Frame, time: Deadline): Promise<WatchedText> {
    const { text, match } = this.#search;
    const answer = await askDocument(frame, 'watchText', { wanted: text, match, watch: this.#watch }, time);
    this.#firstDocument ??= answer.document;
    const isNew = !this.#changes.has(answer.document) && this.#changes.size > 0;
    // What the first look at a new document finds appeared in it, also in a tab that was not watched from the start.
    if (isNew && answer.found && answer.changes.length === 0)
      answer.changes.unshift({ at: performance.timeOrigin + performance.now(), shown: true });
    const known = this.#changes.get(answer.document) ?? [];
    this.#changes.set(answer.document, answer.changes.length > known.length ? answer.changes : known);
    return answer;
  }

  /** Watches what the active tab opens from its first moment on, where a message may live for 100 ms only. */
  async #watchNewDocuments(): Promise<() => void> {
    const { text: wanted, match } = this.#search;
    try {
      const page = this.#session.page();
      return await callInNewDocuments(page, await this.#session.cdp(), 'watchFromStart', { wanted, match, watch: this.#watch });
    } catch {
      // The page is gone or hangs; the looks report it.
      return () => undefined;
    }
  }
}
