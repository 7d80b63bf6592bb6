import { type Deadline, DeadlineExceeded } from '../../base/index.ts';
import { isRef } from '../../contract/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { ElementDescription, ElementFacts } from '../page-world/readers/read-facts.ts';
import { isInvalidSelector, isReplaced } from '../playwright/playwright-errors.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../session/page-session.ts';
import { IdleWatch } from '../settling/idle-watch.ts';
import { nextChange } from '../settling/next-change.ts';
import { findInChildFrames } from './child-frames.ts';
import { explainMatches, invalidSelector } from './explain-matches.ts';
import { noteSeen } from './last-seen.ts';
import { locate } from './locate.ts';
import { namedByText } from './named-by-text.ts';
import { Revealing } from './revealing.ts';

/** A fallback is used once the page has been quiet for this long … */
const QUIET_MS = 120;
/** … or, on a page that never rests, this long after the fallback was seen; longer only while the page loads. */
const GRACE_MS = 250;
const GRACE_WHILE_LOADING_MS = 2_000;
/** On a page that no longer changes, several visible matches do not become one. */
const AMBIGUOUS_AFTER_MS = 500;

/**
 * How long an element may take to come. `deadline`: until the deadline ends. `idle`: not longer than something on the
 * page is under way. `look`: it is there, or it is not.
 */
export type Patience = 'deadline' | 'idle' | 'look';

export interface ResolvedSelector {
  /**
   * The selector to act on: the one that won, made unique, with its frame in front when it was found in a child frame.
   */
  selector: string;
  /** Position in the chain, from 0. */
  index: number;
  /** Number of elements that it matches, hidden ones included. */
  matches: number;
  /** URL of the frame in which it was found, when that is not the main frame. */
  frameUrl?: string;
  /** The element, for the click guard and the log. */
  element: ElementDescription;
}

export interface Resolving {
  patience?: Patience;
  /** Whether the pointer may be moved to show a hidden element, as a person would. Not while another look is made. */
  reveals?: boolean;
}

/** What a selector matches right now, or the error it caused. */
type Look = { facts: ElementFacts; winner?: ResolvedSelector } | { error: unknown };

async function look(session: PageSession, selector: string, index: number, deadline: Deadline): Promise<Look> {
  try {
    const place = await locate(session, selector, deadline);
    const facts = await evaluateAll(place, 'readFacts', { cover: false }, deadline);
    noteSeen(session, selector, facts.visible > 0);
    if (facts.visible === 1 && facts.first !== undefined) {
      const unique = facts.total === 1 ? selector : `${selector} >> visible=true`;
      return { facts, winner: { selector: unique, index, matches: facts.total, element: facts.first } };
    }
    const labelled = await labelOfHidden(session, selector, facts, deadline);
    if (labelled !== undefined) return { facts, winner: { ...labelled, index, matches: 1 } };
    if (facts.total > 0 || isRef(selector)) return { facts };
    const inside = await findInChildFrames(session.page(), selector, deadline);
    const byText = namedByText(selector);
    if (inside?.facts.first === undefined) return byText === undefined ? { facts } : await look(session, byText, index, deadline);
    const { facts: found, frameUrl } = inside;
    return { facts: found, winner: { selector: inside.selector, index, matches: found.total, frameUrl, element: inside.facts.first } };
  } catch (error) {
    deadline.throwIfEnded();
    session.page();
    return { error };
  }
}

/** A role that a hidden check box or radio button may have; Playwright leaves hidden elements out. */
const BOX_ROLE = /^role=(?:checkbox|radio|switch)\b(?!.*(?:>>|include-hidden))/;

/** A hidden check box or radio button is pressed by the label that people see. */
async function labelOfHidden(session: PageSession, selector: string, facts: ElementFacts, deadline: Deadline) {
  const hidden = facts.total === 0 && BOX_ROLE.test(selector) ? `${selector}[include-hidden=true]` : selector;
  const found =
    hidden === selector ? facts : await evaluateAll(await locate(session, hidden, deadline), 'readFacts', { cover: false }, deadline);
  return found.label && { selector: `${hidden} >> xpath=${found.label.xpath}`, element: found.label.element };
}

function hasNoRequests(session: BrowserSession): boolean {
  return session.requestsInFlight() === 0;
}

/**
 * Tries all selectors of a chain together, again after every change of the page, until one has exactly one visible
 * match; the first in order wins. Hidden duplicates are ignored; a selector with several visible matches is skipped. A
 * fallback is used once the page has been quiet for 120 ms (at most 250 ms on a loaded page), so a stale primary costs
 * little and a slow one still wins. An element that is missing in the main frame and exists exactly once in one child
 * frame is found there. With `reveals`, a hidden element is shown by moving the pointer, once the page rests.
 * Throws STEP_FAILED with reason not_found, hidden, ambiguous or invalid_selector when no selector can be used before
 * the deadline, or before its patience ends.
 */
export async function resolveSelector(
  session: BrowserSession,
  chain: readonly string[],
  deadline: Deadline,
  { patience = 'deadline', reveals = false }: Resolving = {},
): Promise<ResolvedSelector> {
  assertPageSession(session);
  const revealing = new Revealing(session, chain, patience === 'look');
  const idle = patience === 'idle' ? new IdleWatch(session) : undefined;
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
        const loaded = hasNoRequests(session);
        const limit = loaded ? GRACE_MS : GRACE_WHILE_LOADING_MS;
        if ((quiet && loaded) || now - fallbackSince >= limit) return winner;
      } else {
        fallbackSince = undefined;
        throwIfAllFailed(chain, looks);
        const ambiguous = looks.some((one) => 'facts' in one && one.facts.visible > 1);
        ambiguousSince = ambiguous ? (ambiguousSince ?? now) : undefined;
        if (ambiguousSince !== undefined && quiet && hasNoRequests(session) && now - ambiguousSince > AMBIGUOUS_AFTER_MS) break;
      }
      if (winner === undefined && reveals && (await revealing.tried(looks, quiet, deadline))) continue;
      if (winner === undefined && patience === 'look' && looks.some(isSeen)) break;
      quiet = !(await nextChange(session, deadline, winner === undefined ? undefined : QUIET_MS));
      if (winner === undefined && (await idle?.isIdle(!quiet, deadline)) === true) break;
    }
  } catch (error) {
    const timeIsUp = error === deadline.signal.reason && error instanceof DeadlineExceeded;
    if (!timeIsUp || looks.length === 0) throw error;
  }
  throw explainMatches(session, chain, looks, await revealing.hint(looks));
}

function isSeen(look: Look): boolean {
  return 'facts' in look;
}

function canStillMatch(looks: readonly Look[]): boolean {
  return looks.some((one) => !('error' in one && isInvalidSelector(one.error)));
}

/** Waiting helps neither invalid selectors nor stale refs; it may help a frame that was slow to answer. */
function throwIfAllFailed(chain: readonly string[], looks: readonly Look[]): void {
  const errors = looks.map((one) => ('error' in one && !isReplaced(one.error) && !isTimeout(one.error) ? one.error : undefined));
  if (errors.some((error) => error === undefined)) return;
  throw isInvalidSelector(errors[0]) ? invalidSelector(chain[0] ?? '', errors[0]) : errors[0];
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
