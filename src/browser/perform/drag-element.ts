import type { Mouse, Page } from 'playwright-core';
import { type Deadline, errorMessage, startDeadline } from '../../base/index.ts';
import { locator, type Place } from '../elements/locate.ts';
import { pageName } from '../elements/resolving/explain-matches.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { DropAt } from '../page-world/readers/drop.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { actionTimeout } from '../playwright/timeout-within.ts';
import { untraced } from '../playwright/untraced.ts';
import { hoverElement } from '../pointer/hover-element.ts';
import { nextChange } from '../settling/next-change.ts';
import type { ActionRun } from './action.ts';
import { unlessMoving } from './moving.ts';
import type { CallOptions } from './on-element.ts';
import { pageAnswers } from './page-answers.ts';

export type Destination = { to: Place; at: DropAt } | { by: Point };

interface Point {
  x: number;
  y: number;
}

/** Lists that can be scrolled by touch begin a drag only after the pointer was held still for up to 250 ms. */
const HOLDS_MS = 300;
/** Most lists begin a drag after 3 to 10 pixels; those of jQuery UI and dnd kit can ask for 15. */
const BEGINS_AFTER_PX = [3, 9, 18];
/** Pages follow the pointer from one move to the next, so it must not jump. */
const MOVES = 12;
/** A list may scroll while something is held near its edge; the target is aimed at again as often as that. */
const MAX_AIMS = 50;
const LETS_GO_WITHIN_MS = 2_000;

/** Presses an element, moves it to its destination as a hand does, and lets it go there. A drag that fails on its way is cancelled. */
export async function dragElement(run: ActionRun, source: Place, destination: Destination, options: CallOptions): Promise<void> {
  const { session, deadline, attempt } = run;
  const { mouse } = session.page();
  attempt.untouched = true;
  const reached = await unlessMoving(run, source, options.signal, (signal) =>
    hoverElement(session, source, { ...options, signal }, deadline),
  );
  if (!reached) await hoverElement(session, source, { ...options, force: true }, deadline);
  const from = await pointOf(run, source);
  const to = 'by' in destination ? { x: from.x + destination.by.x, y: from.y + destination.by.y } : await pointOf(run, destination.to);
  attempt.untouched = false;
  try {
    await deadline.race(mouse.down());
    await deadline.pause(HOLDS_MS);
    await begin(mouse, from, to, deadline);
    const last = 'by' in destination ? await moveTo(mouse, to, deadline) : await moveOnto(run, destination, deadline);
    // A page learns where it is to drop something from a move that ends there.
    await deadline.race(mouse.move(last.x + 1, last.y));
    await deadline.race(mouse.move(last.x, last.y));
    await deadline.race(mouse.up());
  } catch (error) {
    await letGo(session.page(), from, deadline);
    throw error;
  }
  await pageAnswers(run);
}

/** Moves a little at first: what is pressed and moved less than that counts as a click. */
async function begin(mouse: Mouse, from: Point, to: Point, deadline: Deadline): Promise<void> {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  for (const px of BEGINS_AFTER_PX.filter((one) => one < distance)) {
    const share = px / distance;
    await deadline.race(mouse.move(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share));
  }
}

async function moveTo(mouse: Mouse, to: Point, deadline: Deadline): Promise<Point> {
  await deadline.race(mouse.move(to.x, to.y, { steps: MOVES }));
  return to;
}

/**
 * Moves onto the target, which is scrolled into view, and again when it was scrolled away meanwhile. A target that moves for another
 * reason is left alone: in a list that sorts at once, it has made room for what is dragged.
 */
async function moveOnto(run: ActionRun, { to, at }: { to: Place; at: DropAt }, deadline: Deadline): Promise<Point> {
  const { mouse } = run.session.page();
  for (let aims = 1; ; aims += 1) {
    const offset = await evaluateAll(to, 'aimDrop', { at }, deadline);
    if (offset === undefined) throw lost(run);
    const scrolled = await evaluateAll(to, 'readScrolled', undefined, deadline);
    const point = await moveTo(mouse, await pointOf(run, to, offset), deadline);
    await nextChange(run.session, deadline);
    if (aims === MAX_AIMS || (await evaluateAll(to, 'readScrolled', undefined, deadline)) === scrolled) return point;
  }
}

/** A point of an element (by default its middle), in pixels of the window. */
async function pointOf(run: ActionRun, place: Place, offset?: Point): Promise<Point> {
  const { session, deadline } = run;
  const box = await deadline.race(untraced(session.page(), () => locator(place).boundingBox({ timeout: actionTimeout(deadline) })));
  if (box === null) throw lost(run);
  const { x, y } = offset ?? { x: box.width / 2, y: box.height / 2 };
  return { x: box.x + x, y: box.y + y };
}

function lost({ session, attempt }: ActionRun): Error {
  const message = `The element or the target of the drag of "${attempt.selector}" went away on ${pageName(session)} before it was dropped.`;
  return pageFailure('detached', message, { performed: attempt.untouched ? 'no' : 'maybe' });
}

/** Brings what is dragged back, cancels the drag and releases the button, so that the next action does not drag on. */
async function letGo(page: Page, from: Point, { log }: Deadline): Promise<void> {
  using time = startDeadline(LETS_GO_WITHIN_MS, 'the end of a drag');
  try {
    await time.race(page.mouse.move(from.x, from.y));
    await time.race(page.keyboard.press('Escape'));
    await time.race(page.mouse.up());
  } catch (error) {
    log.debug('a drag could not be cancelled', { error: errorMessage(error) });
  }
}
