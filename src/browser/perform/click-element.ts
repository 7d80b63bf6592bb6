import type { Locator } from 'playwright-core';
import type { Place } from '../elements/locate.ts';
import { hasLog, wasClicked, wasUnderWay } from '../playwright/playwright-errors.ts';
import type { ActionRun } from './action.ts';
import { unlessMoving } from './moving.ts';
import type { CallOptions } from './on-element.ts';
import { pageAnswers } from './page-answers.ts';
import { type Press, pressMoving } from './press-moving.ts';

/** Clicks an element, and one that never stands still (a pulsing button) where it is, as a person does. */
export async function clickElement(
  run: ActionRun,
  element: Locator,
  options: CallOptions,
  place: Place,
  press: Press = { button: 'left', count: 1 },
): Promise<void> {
  let error: unknown;
  const { signal } = options;
  const made = await unlessMoving(run, place, signal, async (untilMoving) => {
    await element.click({ ...options, signal: untilMoving, button: press.button, clickCount: press.count }).catch((caught: unknown) => {
      error = caught;
      run.attempt.untouched = hasLog(caught) && !wasUnderWay(caught);
      throw caught;
    });
  });
  if (made) return;
  if (wasUnderWay(error) && !wasClicked(error)) throw error;
  await (wasClicked(error) ? pageAnswers(run) : pressMoving(run, place, press));
}
