import { DeadlineExceeded, errorMessage } from '../../base/index.ts';
import type { Place } from '../elements/locate.ts';
import { pageName } from '../elements/resolving/explain-matches.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { PressOutcome } from '../page-world/readers/fields/press-guard.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import type { ActionRun } from './action.ts';
import { pageAnswers } from './page-answers.ts';

export interface Press {
  button: 'left' | 'right' | 'middle';
  count: number;
}

/** An element that could not be pressed may be in reach a moment later. */
const AGAIN_AFTER_MS = 50;

/**
 * Presses an element where it is at this moment. The page is guarded meanwhile: a press that would reach another
 * element reaches none, and is repeated until the deadline ends.
 */
export async function pressMoving(run: ActionRun, place: Place, press: Press): Promise<void> {
  const { attempt, deadline } = run;
  attempt.obstacle = 'unstable';
  for (;;) {
    const aim = await evaluateAll(place, 'aimPress', undefined, deadline);
    if ('point' in aim) {
      attempt.obstacle = undefined;
      attempt.untouched = false;
      const outcome = await pressAt(run, place, aim.point, press);
      if (outcome === 'slipped') throw slipped(run);
      if (outcome !== 'missed') return pageAnswers(run);
    }
    if ('by' in aim) attempt.coveredBy = aim.by;
    attempt.obstacle = 'point' in aim || aim.obstacle === 'missing' ? 'unstable' : aim.obstacle;
    await deadline.pause(AGAIN_AFTER_MS);
  }
}

/** Undefined: the page was replaced, as a press may do. */
async function pressAt(
  run: ActionRun,
  { frame }: Place,
  { x, y }: { x: number; y: number },
  press: Press,
): Promise<PressOutcome | undefined> {
  const { session, deadline } = run;
  const documents = session.documents();
  await deadline.race(session.page().mouse.click(x, y, { button: press.button, clickCount: press.count }));
  try {
    return await askDocument(frame, 'endPress', undefined, deadline);
  } catch (error) {
    if (session.documents() === documents || error instanceof DeadlineExceeded) throw error;
    deadline.log.debug('the press replaced the page', { error: errorMessage(error) });
    return undefined;
  }
}

function slipped({ session, attempt }: ActionRun): Error {
  const message = `"${attempt.selector}" on ${pageName(session)} moved away while it was pressed: it may have reacted.`;
  return pageFailure('unstable', message, { performed: 'maybe', details: { selector: attempt.selector } });
}
