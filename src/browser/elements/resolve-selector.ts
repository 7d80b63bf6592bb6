import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { isRef } from '../../contract/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { ElementDescription, ElementFacts } from '../page-world/readers/read-facts.ts';
import { isInvalidSelector, isReplaced } from '../playwright/playwright-errors.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../session/page-session.ts';
import { nextChange } from '../settling/next-change.ts';
import { findInChildFrames } from './child-frames.ts';
import { explainMatches, invalidSelector } from './explain-matches.ts';
import { locate } from './locate.ts';

/** A fallback is visible and an earlier selector is not: the page must have been quiet for this long … */
const QUIET_MS = 120;
/** … or, where something moves all the time, this long after the fallback was seen; longer only while the page still loads. */
const GRACE_MS = 250;
const GRACE_WHILE_LOADING_MS = 2_000;
/** Several visible matches on a page that does not change any more will not become one. */
const AMBIGUOUS_AFTER_MS = 500;

export interface ResolvedSelector {
  /** What to give to an action: the selector that won, made unique, with a frame in front of it when it was found in a child frame. */
  selector: string;
  /** Position in the chain, from 0. */
  index: number;
  /** Elements that it matches, hidden ones included. */
  matches: number;
  /** URL of the frame in which it was found, when that is not the main frame. */
  frameUrl?: string;
  /** The element, for the click guard and the log. */
  element: ElementDescription;
}

/** One look at a selector: what it matches, or the error with which it cannot be read. */
type Look = { facts: ElementFacts; winner?: ResolvedSelector } | { error: unknown };

async function look(session: PageSession, selector: string, index: number, deadline: Deadline): Promise<Look> {
  try {
    const place = await locate(session, selector, deadline);
    const facts = await evaluateAll(place, 'readFacts', { cover: false }, deadline);
    if (facts.visible === 1 && facts.first !== undefined) {
      const unique = facts.total === 1 ? selector : `${selector} >> visible=true`;
      return { facts, winner: { selector: unique, index, matches: facts.total, element: facts.first } };
    }
    if (facts.total > 0 || isRef(selector)) return { facts };
    const inside = await findInChildFrames(session.page(), selector, deadline);
    if (inside?.facts.first === undefined) return { facts };
    const { facts: found, frameUrl } = inside;
    return { facts: found, winner: { selector: inside.selector, index, matches: found.total, frameUrl, element: inside.facts.first } };
  } catch (error) {
    deadline.throwIfEnded();
    session.page();
    return { error };
  }
}

function isPageQuietNow(session: BrowserSession): boolean {
  return session.requestsInFlight() === 0;
}

/**
 * Probes all selectors of a chain together, again after every change of the page, until one has exactly one visible match; the first in
 * order wins. Hidden twins are ignored; a selector with several visible matches is passed over. A fallback is taken once the page has been quiet
 * for 120 ms (250 ms at most on a loaded page), so a stale primary costs little and a slow one still wins. What is in no main frame but
 * exactly once in one child frame is taken from there.
 * Throws STEP_FAILED with reason not_found, hidden, ambiguous or invalid_selector when nothing can be taken before the deadline.
 */
export async function resolveSelector(session: BrowserSession, chain: readonly string[], deadline: Deadline): Promise<ResolvedSelector> {
  assertPageSession(session);
  if (chain.length === 0) throw invalidSelector('', undefined);
  let looks: Look[] = [];
  let fallbackSince: number | undefined;
  let ambiguousSince: number | undefined;
  let quiet = false;
  try {
    for (;;) {
      await session.tabsReady(deadline);
      looks = await Promise.all(chain.map((selector, index) => look(session, selector, index, deadline)));
      const winner = looks.map((one) => ('winner' in one ? one.winner : undefined)).find((one) => one !== undefined);
      const now = performance.now();
      if (winner !== undefined) {
        const hasAlternative = winner.index > 0 && canStillMatch(looks.slice(0, winner.index));
        if (!hasAlternative && winner.frameUrl === undefined) return winner;
        fallbackSince ??= now;
        const loaded = isPageQuietNow(session);
        const limit = loaded ? GRACE_MS : GRACE_WHILE_LOADING_MS;
        if ((quiet && loaded) || now - fallbackSince >= limit) return winner;
      } else {
        fallbackSince = undefined;
        throwIfHopeless(chain, looks);
        const ambiguous = looks.some((one) => 'facts' in one && one.facts.visible > 1);
        ambiguousSince = ambiguous ? (ambiguousSince ?? now) : undefined;
        if (ambiguousSince !== undefined && quiet && isPageQuietNow(session) && now - ambiguousSince > AMBIGUOUS_AFTER_MS) break;
      }
      quiet = !(await nextChange(session, deadline, winner === undefined ? undefined : QUIET_MS));
    }
  } catch (error) {
    const timeIsUp = error === deadline.signal.reason && error instanceof DeadlineExceeded;
    if (!timeIsUp || looks.length === 0) throw error;
  }
  throw explainMatches(session, chain, looks);
}

function canStillMatch(looks: readonly Look[]): boolean {
  return looks.some((one) => !('error' in one && isInvalidSelector(one.error)));
}

/** Selectors that cannot be read, and stale refs, do not get better by waiting; a frame that was slow to answer may. */
function throwIfHopeless(chain: readonly string[], looks: readonly Look[]): void {
  const errors = looks.map((one) => ('error' in one && !isReplaced(one.error) && !isTimeout(one.error) ? one.error : undefined));
  if (errors.some((error) => error === undefined)) return;
  throw isInvalidSelector(errors[0]) ? invalidSelector(chain[0] ?? '', errors[0]) : errors[0];
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
