import type { Deadline } from '../../../base/index.ts';
import type { RoteError } from '../../../contract/index.ts';
import { ENTER_FRAME, frameOf, type Place } from '../../elements/locate.ts';
import { mentionClosedRoots } from '../../elements/resolving/closed-shadow.ts';
import { explainMatches, pageName } from '../../elements/resolving/explain-matches.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { Cover } from '../../page-world/readers/read-hindrance.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { Obstacle } from '../../playwright/playwright-errors.ts';
import type { PageSession } from '../../session/page-session.ts';

/** What is known of an action that could not use its element. */
export interface Hindered {
  selector: string;
  place: Place;
  /** The element must be editable. */
  fills: boolean;
  /** What Playwright met when it looked last. */
  obstacle: Obstacle | undefined;
  /** The element was there at some time during the action. */
  wasThere: boolean;
}

/** Looks at the element once, and says what keeps an action from using it; undefined if nothing does now. */
export async function explainElement(session: PageSession, hindered: Hindered, time: Deadline): Promise<RoteError | undefined> {
  const { selector, place, fills, obstacle } = hindered;
  const seen = await evaluateAll(place, 'readHindrance', undefined, time);
  const where = pageName(session);
  const details = { selector };
  const off = 'until what it needs is there: fill in or choose that first';
  if (seen.visible !== 1) return explainMissing(session, hindered, time);
  if (seen.inert === true) {
    const message = `"${selector}" on ${where} is inert: the page has switched off all input to it, as behind an open dialog. Close what is open, or reload the page.`;
    return pageFailure('disabled', message, { details });
  }
  if (seen.disabled !== undefined) {
    return pageFailure('disabled', `"${selector}" on ${where} is disabled (${seen.disabled}) ${off}.`, { details });
  }
  if (fills && !seen.editable) {
    const message = `"${selector}" on ${where} cannot be typed into: it is a ${seen.role} (<${seen.tag}>).`;
    const error = pageFailure('not_editable', message, { details });
    return seen.tag.includes('-') ? mentionClosedRoots(session, error, time) : error;
  }
  if (fills) return undefined;
  if (seen.passesClicks !== undefined) {
    return pageFailure('disabled', `"${selector}" on ${where} takes no clicks (${seen.passesClicks}) ${off}.`, { details });
  }
  const cover = seen.cover ?? (obstacle === 'covered' ? await coverOfFrame(place, time) : undefined);
  if (cover !== undefined) {
    const message = `"${selector}" on ${where} is covered by ${inWords(cover, session)}: close or move that first.`;
    return pageFailure('covered', message, { details: { ...details, covered_by: cover.words } });
  }
  if (obstacle === 'out_of_view' && seen.outside !== undefined) {
    const message = `"${selector}" on ${where} is outside of the window and cannot be scrolled into view: it is ${seen.outside}. If something moves it there, such as the arrow of a carousel, press that first.`;
    return pageFailure('out_of_view', message, { details });
  }
  return undefined;
}

/** Nothing, several elements, or a hidden one. */
async function explainMissing(session: PageSession, { selector, place, wasThere }: Hindered, time: Deadline): Promise<RoteError> {
  const facts = await evaluateAll(place, 'readFacts', {}, time);
  if (facts.total === 0 && wasThere) {
    const message = `"${selector}" was on ${pageName(session)}, and the page removed it before it could be used: look at the page again.`;
    return pageFailure('not_found', message, { details: { selector } });
  }
  const showing = await evaluateAll(place, 'readShowing', undefined, time);
  const error = explainMatches(session, [selector], [{ facts }], showing);
  return facts.total === 0 ? mentionClosedRoots(session, error, time) : error;
}

/** The innermost frame of the element, if something covers it in the document around it. */
async function coverOfFrame(place: Place, time: Deadline): Promise<Cover | undefined> {
  const inside = frameOf(place);
  if (inside === '') return undefined;
  const frame = { ...place, selector: inside.slice(0, -ENTER_FRAME.length) };
  return (await evaluateAll(frame, 'readHindrance', undefined, time)).cover;
}

/** `dialog "Cookies" <div#consent> "We use …" ([e4 button "Accept"])`. Refs are those of the latest observation. */
function inWords({ words, dialog, document, parts }: Cover, session: PageSession): string {
  const listed = parts.flatMap((part) => {
    const ref = session.observer?.refOf(document, part.n);
    return ref === undefined ? [] : [`[${ref} ${part.words}]`];
  });
  return [
    words,
    ...(dialog === undefined ? [] : [`while ${dialog} is open`]),
    ...(listed.length > 0 ? [`(${listed.join(', ')})`] : []),
  ].join(' ');
}
