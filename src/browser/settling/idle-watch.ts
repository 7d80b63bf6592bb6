import type { Deadline } from '../../base/index.ts';
import { errorMessage } from '../../base/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import type { PageSession } from '../session/page-session.ts';

/** What is not there after this time on an idle page does not come. */
const IDLE_MS = 4_000;

/**
 * Notices that nothing more will come: for four seconds (`idleMs`) the page has not changed, no request was open, and nothing on
 * it shows that it works.
 */
export class IdleWatch {
  readonly #session: PageSession;
  readonly #idleMs: number;
  #reactions: number;
  #since = performance.now();

  constructor(session: PageSession, idleMs = IDLE_MS) {
    this.#session = session;
    this.#idleMs = idleMs;
    this.#reactions = session.traffic.reactions();
  }

  /** To be asked after each wait for a change. `changed`: the page has changed since the last time. */
  async isIdle(changed: boolean, deadline: Deadline): Promise<boolean> {
    const { traffic } = this.#session;
    const isWaiting = this.#session.isAwaitingAnswer() || traffic.reactions() !== this.#reactions;
    if (changed || isWaiting) this.#restart();
    if (performance.now() - this.#since < this.#idleMs) return false;
    if (!(await this.#isBusy(deadline))) return true;
    this.#restart();
    return false;
  }

  #restart(): void {
    this.#since = performance.now();
    this.#reactions = this.#session.traffic.reactions();
  }

  async #isBusy(deadline: Deadline): Promise<boolean> {
    try {
      return await askDocument(this.#session.page(), 'isBusy', undefined, deadline);
    } catch (error) {
      deadline.throwIfEnded();
      this.#session.page();
      deadline.log.debug('the page was replaced while it was idle', { error: errorMessage(error) });
      return true;
    }
  }
}
