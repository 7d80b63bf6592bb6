import type { Frame } from 'playwright-core';
import { type Deadline, startDeadline } from '../../base/index.ts';
import type { TextMatch } from '../../contract/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import type { TextChange, WatchedText } from '../page-world/readers/watch-text.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../session/page-session.ts';
import { lookForText, type TextSearch, type Verified } from './look.ts';

/** For the first look at a new document. */
const FIRST_LOOK_MS = 3_000;

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
  readonly #onNavigated: (frame: Frame) => void;
  #firstDocument: string | undefined;

  constructor(session: BrowserSession, text: string, match: TextMatch) {
    assertPageSession(session);
    this.#session = session;
    this.#search = { text, match, ask: (frame, time) => this.#ask(frame, time) };
    watches += 1;
    this.#watch = watches;
    this.#onNavigated = (frame) => void this.#lookAtNew(frame);
    session.context.on('framenavigated', this.#onNavigated);
  }

  [Symbol.dispose](): void {
    this.#session.context.off('framenavigated', this.#onNavigated);
  }

  /** Whether the page shows the text. */
  look(time: Deadline): Promise<Verified> {
    return lookForText(this.#session, this.#search, time);
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
    // What the first look at a new document finds appeared in it.
    if (isNew && answer.found) answer.changes.unshift({ at: performance.timeOrigin + performance.now(), shown: true });
    const known = this.#changes.get(answer.document) ?? [];
    this.#changes.set(answer.document, answer.changes.length > known.length ? answer.changes : known);
    return answer;
  }

  async #lookAtNew(frame: Frame): Promise<void> {
    using time = startDeadline(FIRST_LOOK_MS, 'a look at the new page');
    // A frame that is gone or hangs shows nothing; the next look finds out.
    await this.#ask(frame, time).catch(() => undefined);
  }
}
