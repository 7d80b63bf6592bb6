import { DeadlineExceeded } from '../../../base/index.ts';
import type { Place } from '../../elements/locate.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { CheckedState } from '../../page-world/readers/fields/read-checked.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { isReplaced } from '../../playwright/playwright-errors.ts';
import { IdleWatch } from '../../settling/idle-watch.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun, Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { onElement } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';

/**
 * Presses a check box, radio button or switch that is not in the wanted state, and waits until the state is. Playwright's `setChecked`
 * would fail at once where a switch waits for the application, and does not know what a page holds back.
 */
export const check: Handler<'check'> = (input, run) =>
  onElement(run, input.selector, async (element, options, place) => {
    const { selector, checked } = input;
    const word = checked ? 'on' : 'off';
    await element.waitFor({ ...options, state: 'visible' });
    let state = await evaluateAll(place, 'readChecked', undefined, run.deadline);
    if (state === undefined) {
      const message = `"${selector}" on ${pageName(run.session)} is no check box, radio button or switch that shows its state: click it.`;
      throw pageFailure('wrong_element', message);
    }
    if (state.on === checked) return { text: `"${selector}" was already ${word}.` };
    if (state.isRadio && !checked) {
      throw pageFailure('wrong_element', `"${selector}" is a radio button: to turn it off, turn on another one of its group.`);
    }
    // A mixed check box may be off after one press.
    for (let pressesLeft = state.on === 'mixed' ? 2 : 1; state !== undefined && state.on !== checked && pressesLeft > 0; pressesLeft--) {
      await pressWhenEntered(run, () => clickElement(run, element, options, place));
      state = await stateAfter(state, place, run);
    }
    if (state === undefined) return { text: `Turned "${selector}" ${word}; it is no longer on the page.` };
    if (state.on === checked) return { text: `Turned "${selector}" ${word}.` };
    const now = state.on === 'mixed' ? 'neither on nor off' : state.on ? 'on' : 'off';
    const message = `"${selector}" on ${pageName(run.session)} was pressed to turn it ${word}, and is ${now}.`;
    throw pageFailure('not_entered', message, { performed: 'yes' });
  });

/** The state once it differs from the one before, or once nothing happens any more; undefined if the element is gone. */
async function stateAfter(before: CheckedState, place: Place, { session, deadline }: ActionRun): Promise<CheckedState | undefined> {
  const idle = new IdleWatch(session);
  let state: CheckedState | undefined = before;
  try {
    for (let isIdle = false; !isIdle; ) {
      await session.tabsReady(deadline);
      state = await evaluateAll(place, 'readChecked', undefined, deadline).catch((error: unknown) => {
        if (isReplaced(error)) return before;
        throw error;
      });
      if (state !== undefined && state.on !== before.on) break;
      isIdle = await idle.isIdle(await nextChange(session, deadline), deadline);
    }
  } catch (error) {
    if (error !== deadline.signal.reason || !(error instanceof DeadlineExceeded)) throw error;
  }
  return state;
}
