import { DeadlineExceeded } from '../../../base/index.ts';
import type { Place } from '../../elements/locate.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { hoverElement } from '../../pointer/hover-element.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun, Handler } from '../action.ts';
import { unlessMoving } from '../moving.ts';
import { onElement } from '../on-element.ts';

/** Menus and hints open after up to about 700 ms. What has not appeared by then is left to the next step. */
const SHOWS_WITHIN_MS = 1_000;

/** Moves the pointer onto an element, leaves it there, and waits a moment for what that shows. */
export const hover: Handler<'hover'> = ({ selector }, run) =>
  onElement(run, selector, async (_element, options, place) => {
    const { session, deadline } = run;
    const before = await evaluateAll(place, 'readShownText', undefined, deadline);
    const moved = await unlessMoving(run, place, options.signal, (signal) =>
      hoverElement(session, place, { ...options, signal }, deadline),
    );
    if (!moved) await hoverElement(session, place, { ...options, force: true }, deadline);
    const reacted = await showsMore(run, place, before);
    return { text: `The pointer is on "${selector}"${reacted ? '' : '; no text has appeared or disappeared so far'}.` };
  });

async function showsMore({ session, deadline }: ActionRun, place: Place, before: string): Promise<boolean> {
  using time = deadline.within(SHOWS_WITHIN_MS, 'the page to react');
  try {
    while ((await evaluateAll(place, 'readShownText', undefined, time)) === before) await nextChange(session, time);
    return true;
  } catch (error) {
    if (error !== time.signal.reason || !(error instanceof DeadlineExceeded)) throw error;
    deadline.throwIfEnded();
    return false;
  }
}
