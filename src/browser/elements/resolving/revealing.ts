import { type Deadline, errorMessage, startDeadline } from '../../../base/index.ts';
import type { Showing } from '../../page-world/readers/pointer.ts';
import type { ElementFacts } from '../../page-world/readers/read-facts.ts';
import { reveal, showingOf } from '../../pointer/reveal.ts';
import type { PageSession } from '../../session/page-session.ts';

/** A hidden element may be about to appear. Only after this time of rest the pointer is moved onto what may show it by a script. */
const GUESSES_AFTER_MS = 500;
const HINT_WITHIN_MS = 1_000;

type Look = { facts: ElementFacts } | { error: unknown };

/** Shows the one hidden element of a chain by moving the pointer, at most once by what is known and once by a guess. */
export class Revealing {
  readonly #session: PageSession;
  readonly #chain: readonly string[];
  readonly #atOnce: boolean;
  #restsSince: number | undefined;
  #done: 'nothing' | 'known' | 'guesses' = 'nothing';

  /** `atOnce`: nothing is waited for. */
  constructor(session: PageSession, chain: readonly string[], atOnce: boolean) {
    this.#session = session;
    this.#chain = chain;
    this.#atOnce = atOnce;
  }

  /** Called after each look in vain, with whether the page had rested before it. Whether the element has appeared. */
  async tried(looks: readonly Look[], rests: boolean, deadline: Deadline): Promise<boolean> {
    const isQuiet = this.#atOnce || (rests && this.#session.requestsInFlight() === 0);
    if (!isQuiet) this.#restsSince = undefined;
    const selector = this.#hiddenOf(looks);
    if (!isQuiet || selector === undefined || this.#done === 'guesses') return false;
    this.#restsSince ??= performance.now();
    const guessing = this.#atOnce || performance.now() - this.#restsSince >= GUESSES_AFTER_MS;
    if (!guessing && this.#done === 'known') return false;
    this.#done = guessing ? 'guesses' : 'known';
    return await reveal(this.#session, selector, guessing, deadline);
  }

  /** What may show the hidden element, for a message. Works after the deadline has ended. */
  async hint(looks: readonly Look[]): Promise<Showing | undefined> {
    const selector = this.#hiddenOf(looks);
    if (selector === undefined) return undefined;
    using time = startDeadline(HINT_WITHIN_MS, 'what shows a hidden element');
    return await showingOf(this.#session, selector, time).catch((error: unknown) => {
      time.log.debug('what shows a hidden element is not known', { error: errorMessage(error) });
      return undefined;
    });
  }

  #hiddenOf(looks: readonly Look[]): string | undefined {
    return this.#chain.find((_, index) => {
      const look = looks[index];
      return look !== undefined && 'facts' in look && look.facts.total === 1 && look.facts.visible === 0;
    });
  }
}
