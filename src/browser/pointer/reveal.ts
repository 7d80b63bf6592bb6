import { type Deadline, errorMessage } from '../../base/index.ts';
import { locate, type Place } from '../elements/locate.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import { commandSelector } from '../page-world/bridge/register-engine.ts';
import type { Showing } from '../page-world/readers/pointer.ts';
import { timeoutWithin } from '../playwright/timeout-within.ts';
import type { PageSession } from '../session/page-session.ts';
import { nextChange } from '../settling/next-change.ts';
import { hoverElement } from './hover-element.ts';

/** How long a page may take to show something once the pointer is there. Menus open after up to about 700 ms. */
const SHOWS_WITHIN_MS = 1_500;
/** Menus within menus. */
const MAX_DEPTH = 4;

/** How a hidden element may be shown; undefined if it is not hidden, or if there are several. */
export async function showingOf(session: PageSession, selector: string, deadline: Deadline): Promise<Showing | undefined> {
  const showing = await evaluateAll(await locate(session, selector, deadline), 'readShowing', undefined, deadline);
  return showing.triggers.length === 0 ? undefined : showing;
}

/**
 * Shows a hidden element as a person does: moves the pointer onto what the style sheets show it under or, `guessing`, onto what usually
 * opens such a menu. The pointer stays there. Returns whether the element is visible now.
 */
export async function reveal(session: PageSession, selector: string, guessing: boolean, deadline: Deadline): Promise<boolean> {
  const place = await locate(session, selector, deadline);
  let showing = await showingOf(session, selector, deadline);
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (showing === undefined || !(showing.known || guessing)) return false;
    const next: Showing | 'visible' | undefined = await hoverOneOf(session, place, showing, deadline);
    if (next === 'visible') return true;
    showing = next;
  }
  return false;
}

/** Tries the triggers in turn: `visible`, or what shows the element next, once its outermost part has appeared. */
async function hoverOneOf(
  session: PageSession,
  place: Place,
  showing: Showing,
  deadline: Deadline,
): Promise<Showing | 'visible' | undefined> {
  for (const [n, trigger] of showing.triggers.entries()) {
    using time = deadline.within(SHOWS_WITHIN_MS, `${trigger} to show something`);
    try {
      const at = { ...place, selector: `${place.selector} >> ${commandSelector({ do: 'revealer', n })}` };
      await hoverElement(session, at, { timeout: timeoutWithin(time), signal: time.signal }, time);
      for (;;) {
        const { visible } = await evaluateAll(place, 'readFacts', {}, time);
        if (visible > 0) return 'visible';
        const next = await evaluateAll(place, 'readShowing', undefined, time);
        if (next.triggers[0] !== undefined && !showing.triggers.includes(next.triggers[0])) return next;
        await nextChange(session, time);
      }
    } catch (error) {
      deadline.throwIfEnded();
      session.page();
      deadline.log.debug('the pointer did not show a hidden element', { trigger, error: errorMessage(error) });
    }
  }
  return undefined;
}
