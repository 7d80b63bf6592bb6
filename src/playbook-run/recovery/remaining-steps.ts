import { type Deadline, errorMessage } from '../../base/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import type { Step } from '../../playbook/index.ts';
import { type Expectation, type Expectations, expectationsOf } from '../verification/expectations.ts';
import { canCheckLater } from '../verification/verify.ts';

/** How long one look at all expectations may take. */
const LOOK_WITHIN_MS = 2_000;

/** A bound step of the playbook. */
export interface NumberedStep {
  readonly number: number;
  readonly step: Step;
}

/** An expectation since the handoff. */
interface Watched {
  readonly expectation: Expectation;
  wasUntrue: boolean;
  cameTrue: boolean;
  holds: boolean;
}

interface WatchedStep {
  readonly expectations: Expectations;
  readonly watched: readonly Watched[];
  shownAfter: number | undefined;
}

/**
 * What the steps expect that a playbook has left to an agent, watched from the handoff on. An expectation counts once it was seen to
 * come true, even if it went away again; one that held at the handoff and was never seen to fail proves nothing.
 */
export class RemainingSteps implements Disposable {
  readonly #session: BrowserSession;
  readonly #steps = new Map<number, WatchedStep>();
  readonly #since = Date.now();

  constructor(session: BrowserSession, steps: readonly NumberedStep[]) {
    this.#session = session;
    for (const { number, step } of steps) {
      if (step.verify === undefined || !canCheckLater(step.verify)) continue;
      const facts = { selector: () => undefined, from: () => this.#since, dialogs: undefined };
      const expectations = expectationsOf(session, step.verify, facts, true);
      const watched = expectations.list.map((expectation) => ({ expectation, wasUntrue: false, cameTrue: false, holds: false }));
      this.#steps.set(number, { expectations, watched, shownAfter: undefined });
    }
  }

  [Symbol.dispose](): void {
    for (const { expectations } of this.#steps.values()) expectations[Symbol.dispose]();
  }

  /** Looks once. `act`: the number of the agent's last action; 0 at the handoff. Rejects only when the run has ended. */
  async look(act: number, deadline: Deadline): Promise<void> {
    using own = deadline.within(LOOK_WITHIN_MS, 'a look at what the remaining steps expect');
    await Promise.all([...this.#steps.values()].filter(isOpen).map((step) => this.#lookAt(step, act, own))).catch((problem: unknown) => {
      deadline.throwIfEnded();
      deadline.log.debug('the page could not be asked what the remaining steps expect', { error: errorMessage(problem) });
    });
  }

  /** The number of the action after which the step's expectations had come true; undefined: they were not seen to. */
  shownAfter(number: number): number | undefined {
    return this.#steps.get(number)?.shownAfter;
  }

  /** Whether all expectations held at every look: they say nothing about what was done since. */
  heldThroughout(number: number): boolean {
    const watched = this.#steps.get(number)?.watched ?? [];
    return watched.length > 0 && watched.every(({ wasUntrue }) => !wasUntrue);
  }

  /** A later check saw that the expectations hold. */
  noteShown(number: number, act: number): void {
    const step = this.#steps.get(number);
    if (step !== undefined && !this.heldThroughout(number)) step.shownAfter ??= act;
  }

  async #lookAt(step: WatchedStep, act: number, time: Deadline): Promise<void> {
    const documents = this.#session.documents();
    const looks = await Promise.all(step.watched.map(({ expectation }) => expectation.look(time)));
    // What holds on one page and on the next did not hold together.
    if (this.#session.documents() !== documents) return;
    for (const [index, one] of step.watched.entries()) {
      const { ok } = looks[index]!;
      const changes = act === 0 ? [] : (one.expectation.changes?.() ?? []).filter(({ shown, at }) => shown && at >= this.#since);
      one.cameTrue ||= (ok && one.wasUntrue) || changes.some(({ inFirstDocument }) => inFirstDocument || one.wasUntrue);
      one.wasUntrue ||= !ok || one.cameTrue;
      one.holds = ok;
    }
    const isShown = step.watched.every(({ holds, cameTrue }) => holds || cameTrue) && step.watched.some(({ cameTrue }) => cameTrue);
    if (isShown) step.shownAfter = act;
  }
}

function isOpen({ shownAfter }: WatchedStep): boolean {
  return shownAfter === undefined;
}
