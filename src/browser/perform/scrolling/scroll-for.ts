import { RoteError } from '../../../contract/index.ts';
import { locate, locator, type Place } from '../../elements/locate.ts';
import { visibleLook } from '../../elements/looks/verification.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { resolveSelector } from '../../elements/resolving/resolve-selector.ts';
import type { Scrolling } from '../../page-world/readers/document/scroll-box.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { isReplaced } from '../../playwright/playwright-errors.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import { IdleWatch } from '../../settling/idle-watch.ts';
import { nextChange } from '../../settling/next-change.ts';
import { settle } from '../../settling/settle.ts';
import type { ActionRun } from '../action.ts';
import type { ActionResult } from '../action-result.ts';
import { waited } from '../failures/failed-attempt.ts';
import { scrollOnce } from './scroll-once.ts';

type Direction = Scrolling['direction'];

interface Search {
  within: Place | undefined;
  direction: Direction;
  amount: number | null;
}

/** After a move, a list has drawn its lines once it has rested for so long; on the way back it also had the time to load them. */
const DRAWN_AFTER_MS = { there: 50, back: 200 };
const DRAWN_WITHIN_MS = 3_000;
/** At the end of a list nothing more is waited for after this time without a request, although the page changes all the time (a clock). */
const RESTLESS_END_MS = 8_000;
/** Boxes of the page that are searched, when none is named. */
const MAX_BOXES = 3;
const BACK: Readonly<Record<Direction, Direction>> = { up: 'down', down: 'up', left: 'right', right: 'left', top: 'down', bottom: 'up' };

/**
 * Scrolls until an element is there, and then to it: first in the direction, up to where nothing more comes, then back. A list may hold
 * only the lines that it shows, and load others when its end is reached. Throws STEP_FAILED with reason not_found if it never comes.
 */
export async function scrollFor(run: ActionRun, target: string, { within, direction, amount }: Search): Promise<ActionResult> {
  const progress = new Progress(run, target);
  run.attempt.explain = async () => progress.failure(`within ${waited(run.attempt)}`);
  for (let box = 0; box < (within === undefined ? MAX_BOXES : 1); box += 1) {
    for (const way of [direction, BACK[direction]]) {
      const isBack = way !== direction;
      const found = await searchOneWay(run, target, { within, direction: way, amount, box }, isBack, progress);
      if (found === 'found') return { text: `"${target}" is in view.${progress.summary()}` };
      if (found === 'no box') break;
    }
  }
  throw progress.failure('up to where nothing more came');
}

async function searchOneWay(
  run: ActionRun,
  target: string,
  scrolling: Scrolling & { within: Place | undefined },
  isBack: boolean,
  progress: Progress,
): Promise<'found' | 'end' | 'no box'> {
  const { session, deadline } = run;
  let stuck: { idle: IdleWatch; since: number } | undefined;
  for (;;) {
    if (await isReached(run, target)) return 'found';
    const scrolled = await scrollOnce(run, scrolling);
    if (scrolled === undefined) return 'no box';
    progress.add(scrolling.direction, scrolled);
    if (scrolled.moved > 0) {
      stuck = undefined;
      await settle(session, deadline, { quietMs: isBack ? DRAWN_AFTER_MS.back : DRAWN_AFTER_MS.there, maxMs: DRAWN_WITHIN_MS });
      continue;
    }
    // What does not scroll at all has been waited for on the way there.
    if (isBack && !progress.hasMoved) return 'end';
    stuck ??= { idle: new IdleWatch(session), since: performance.now() };
    const changed = await nextChange(session, deadline);
    const restless = performance.now() - stuck.since > RESTLESS_END_MS && session.requestsInFlight() === 0;
    if (restless || (await stuck.idle.isIdle(changed, deadline))) return 'end';
  }
}

/** Scrolls to the element if it is there; the first of several. A line that is replaced meanwhile is looked for again. */
async function isReached({ session, deadline }: ActionRun, target: string): Promise<boolean> {
  if (!(await visibleLook(session, target)(deadline)).ok) return false;
  try {
    const selector = await resolveSelector(session, [target], deadline, { patience: 'look' }).then(
      (found) => found.selector,
      (error: unknown) => {
        if (error instanceof RoteError && error.failure?.reason === 'ambiguous') return `${target} >> visible=true >> nth=0`;
        throw error;
      },
    );
    const place = await locate(session, selector, deadline);
    await locator(place).scrollIntoViewIfNeeded({ timeout: actionTimeout(deadline), signal: deadline.signal });
    return true;
  } catch (error) {
    const isGone = isReplaced(error) || (error instanceof RoteError && error.failure?.missing === true);
    if (!isGone) throw error;
    return false;
  }
}

/** How far was scrolled, and what was seen last. */
class Progress {
  readonly #run: ActionRun;
  readonly #target: string;
  readonly #pixels = new Map<Direction, number>();
  #last = '';
  #name = '';

  constructor(run: ActionRun, target: string) {
    this.#run = run;
    this.#target = target;
  }

  get hasMoved(): boolean {
    return [...this.#pixels.values()].some((pixels) => pixels > 0);
  }

  add(direction: Direction, { moved, last, name }: { moved: number; last: string; name: string }): void {
    this.#pixels.set(direction, (this.#pixels.get(direction) ?? 0) + moved);
    if (last !== '') this.#last = last;
    this.#name = name;
  }

  summary(): string {
    return this.hasMoved ? ` Scrolled ${this.#way()}.` : '';
  }

  failure(when: string): RoteError {
    const where = pageName(this.#run.session);
    const what = this.#name === '' ? 'the page' : this.#name;
    const done = this.hasMoved ? `after ${what} was scrolled ${this.#way()}, ${when}` : `, and ${what} cannot be scrolled`;
    const seen = this.#last === '' ? '' : `; the last thing seen was "${this.#last}"`;
    return pageFailure('not_found', `"${this.#target}" did not appear on ${where} ${done}${seen}.`.replace(' ,', ','), {
      details: { scrolled: Object.fromEntries(this.#pixels), last_seen: this.#last },
    });
  }

  /** "12400 pixels down and 12400 up" */
  #way(): string {
    const ways = [...this.#pixels].filter(([, pixels]) => pixels > 0);
    return ways.map(([direction, pixels], index) => `${pixels}${index === 0 ? ' pixels' : ''} ${direction}`).join(' and ');
  }
}
