import type { Frame, JSHandle, Page } from 'playwright-core';
import { type Deadline, errorMessage, stoppable } from '../../../base/index.ts';
import { callMethod, openInMainWorld } from '../../page-world/bridge/main-world.ts';
import type { FileKeeper } from '../../page-world/main-world/file-keeper.ts';
import type { PageSession } from '../../session/page-session.ts';

const LOOKS_EVERY_MS = 200;
/** A frame that does not answer within this time is left alone. */
const FRAME_ANSWERS_WITHIN_MS = 1_000;

/**
 * Saves what pages make themselves (`blob:`, `data:`) and show, in the same tab, a new tab or a frame, instead of saving it. What was shown
 * before the click does not count.
 */
export class MadeFiles implements Disposable {
  readonly #session: PageSession;
  readonly #deadline: ReturnType<typeof stoppable>;
  readonly #keepers = new Map<Frame, JSHandle<FileKeeper>>();
  readonly #page: Page;
  readonly #others: ReadonlySet<Page>;
  readonly #saved = new Set<string>();

  private constructor(session: PageSession, deadline: Deadline) {
    this.#session = session;
    this.#deadline = stoppable(deadline, 'looking for files that the page shows');
    this.#page = session.page();
    this.#others = new Set(session.tabSet.open.filter((page) => page !== this.#page));
  }

  /** Call it before the click. */
  static async watch(session: PageSession, deadline: Deadline): Promise<MadeFiles> {
    const files = new MadeFiles(session, deadline);
    await Promise.all(files.#page.frames().map((frame) => files.#open(frame, { shown: false })));
    return files;
  }

  /** Looks until this is disposed of. Call it after the click. */
  async look(): Promise<void> {
    const { deadline } = this.#deadline;
    try {
      for (;;) {
        await Promise.all(this.#session.tabSet.open.map((page) => this.#lookAt(page)));
        await deadline.pause(LOOKS_EVERY_MS);
      }
    } catch (error) {
      if (!deadline.signal.aborted) deadline.log.debug('pages were not searched for files', { error: errorMessage(error) });
    }
  }

  async #lookAt(page: Page): Promise<void> {
    if (this.#others.has(page)) return;
    if (page.url().startsWith('blob:')) return this.#saveTab(page.url());
    for (const frame of page.frames()) await this.#call(frame, 'saveShown');
  }

  /** The address belongs to the document that made it, so a document of its origin saves it. */
  async #saveTab(url: string): Promise<void> {
    if (this.#saved.has(url)) return;
    this.#saved.add(url);
    const { origin } = new URL(url);
    const frames = this.#session.tabSet.open.flatMap((page) => page.frames());
    const maker = frames.find((frame) => !frame.url().startsWith('blob:') && URL.parse(frame.url())?.origin === origin);
    if (maker !== undefined) await this.#call(maker, 'save', url);
  }

  async #call(frame: Frame, method: 'save' | 'saveShown', url?: string): Promise<void> {
    const keeper = this.#keepers.get(frame) ?? (await this.#open(frame, { shown: true }));
    if (keeper === undefined) return;
    await this.#answer(callMethod(keeper, method, url)).catch(() => this.#keepers.delete(frame)); // it has another document now
  }

  async #open(frame: Frame, found: { shown: boolean }): Promise<JSHandle<FileKeeper> | undefined> {
    const opened = await this.#answer(openInMainWorld(frame, 'keepFiles', found)).catch(() => undefined); // it hangs, or is navigating
    if (opened !== undefined) this.#keepers.set(frame, opened);
    return opened;
  }

  async #answer<T>(call: Promise<T>): Promise<T> {
    using limit = this.#deadline.deadline.within(FRAME_ANSWERS_WITHIN_MS, 'an answer of a frame');
    return await limit.race(call);
  }

  /** The pages get their functions back. Not waited for: a page that waits for its next document answers later. */
  [Symbol.dispose](): void {
    this.#deadline[Symbol.dispose]();
    for (const keeper of this.#keepers.values()) callMethod(keeper, 'release').catch(() => undefined); // the document is gone
  }
}
