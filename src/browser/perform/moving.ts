import { setTimeout as wait } from 'node:timers/promises';
import { errorMessage } from '../../base/index.ts';
import { ENTER_FRAME, type Place } from '../elements/locate.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { ActionRun } from './action.ts';

/** Playwright acts only on what stands still. Something that still moves after this time may never do. */
const STANDS_STILL_WITHIN_MS = 1_500;
/** It moves if its box differs from one look to the next, this many times in a row. */
const MOVES = 4;
const BETWEEN_LOOKS_MS = 40;

/** Whether `act`, a call of Playwright, was made: false if the element has moved all the time, for which Playwright would wait in vain. */
export async function unlessMoving(
  run: ActionRun,
  place: Place,
  signal: AbortSignal,
  act: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const moving = new AbortController();
  const done = new AbortController();
  void abortWhenMoving(run, place, moving, done.signal);
  try {
    await act(AbortSignal.any([signal, moving.signal]));
    return true;
  } catch (error) {
    if (!moving.signal.aborted || signal.aborted) throw error;
    return false;
  } finally {
    done.abort();
  }
}

/** Ends Playwright's wait once the element has moved for too long. Playwright's error then says that it did not click. */
async function abortWhenMoving({ session, deadline }: ActionRun, place: Place, moving: AbortController, done: AbortSignal): Promise<void> {
  const isInFrame = place.frame.parentFrame() !== null || place.selector.includes(ENTER_FRAME);
  if (isInFrame) return; // what covers the frame, and where it is on the screen, is not known in it
  try {
    for (;;) {
      await wait(STANDS_STILL_WITHIN_MS, undefined, { signal: done });
      if (session.pendingPage() !== undefined) continue;
      let last = '';
      let moves = -1;
      for (let box = await boxOf(); box !== last && moves < MOVES; box = await boxOf()) {
        last = box;
        moves += 1;
        await wait(BETWEEN_LOOKS_MS, undefined, { signal: done });
      }
      if (moves < MOVES || done.aborted) continue;
      moving.abort();
      return;
    }
  } catch (error) {
    if (!done.aborted) deadline.log.debug('it is not known whether an element moves', { error: errorMessage(error) });
  }

  async function boxOf(): Promise<string> {
    return JSON.stringify(await evaluateAll(place, 'readBox', undefined, deadline)) ?? '';
  }
}
