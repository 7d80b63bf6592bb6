import { type Deadline, DeadlineExceeded } from '../../../base/index.ts';
import { isRef } from '../../../contract/index.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { ElementDescription, ElementFacts } from '../../page-world/readers/read-facts.ts';
import { isInvalidSelector, isReplaced } from '../../playwright/playwright-errors.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { IdleWatch } from '../../settling/idle-watch.ts';
import { nextChange } from '../../settling/next-change.ts';
import { findInChildFrames } from '../child-frames.ts';
import { includingHidden, locate } from '../locate.ts';
import { mentionClosedRoots } from './closed-shadow.ts';
import { explainMatches, invalidSelector, pageName } from './explain-matches.ts';
import { noteResolved } from './last-resolved.ts';
import { noteSeen } from './last-seen.ts';
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
  /** Found although the page hides it from assistive technology, where the roles of a selector count. */
  isAriaHidden?: boolean;
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
    const facts = await evaluateAll(place, 'readFacts', {}, deadline);
    noteSeen(session, selector, facts.visible > 0);
    const winner = winnerOf(selector, index, facts);
    if (winner !== undefined || facts.total > 0 || isRef(selector)) return { facts, winner };
    const hidden = includingHidden(selector);
    const concealed = hidden === undefined ? undefined : await lookAtConcealed(session, hidden, index, deadline);
    if (concealed !== undefined) return { facts, winner: concealed };
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

/** What to act on, if it is one element. A check box or radio button that people do not see is pressed by its label. */
function winnerOf(selector: string, index: number, { total, visible, first, label }: ElementFacts): ResolvedSelector | undefined {
  if (label !== undefined) return { selector: `${selector} >> xpath=${label.xpath}`, index, matches: total, element: label.element };
  if (visible !== 1 || first === undefined) return undefined;
  return { selector: total === 1 ? selector : `${selector} >> visible=true`, index, matches: total, element: first };
}

/**
 * Playwright leaves out of its roles what the page hides from assistive technology. A dialog that has closed may have left its mark
 * (`aria-hidden`) on the whole application, where a person sees and uses everything.
 */
async function lookAtConcealed(session: PageSession, selector: string, index: number, deadline: Deadline) {
  const facts = await evaluateAll(await locate(session, selector, deadline), 'readFacts', { reach: true }, deadline);
  const winner = winnerOf(selector, index, facts);
  if (winner === undefined || facts.label !== undefined || facts.inReach !== true) return facts.label && winner;
  return { ...winner, isAriaHidden: true };
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
  const found = (winner: ResolvedSelector): ResolvedSelector => {
    noteResolved(session, chain, winner);
    if (winner.isAriaHidden === true) session.notices.add({ kind: 'page', message: hiddenNotice(winner.selector, pageName(session)) });
    return winner;
  };
  try {
    for (;;) {
      await session.tabsReady(deadline);
      looks = await Promise.all(chain.map((selector, index) => look(session, selector, index, deadline)));
      const winner = looks.map((one) => ('winner' in one ? one.winner : undefined)).find((one) => one !== undefined);
      const now = performance.now();
      if (winner !== undefined) {
        const hasAlternative = winner.index > 0 && canStillMatch(looks.slice(0, winner.index));
        if (!hasAlternative && winner.frameUrl === undefined && winner.isAriaHidden !== true) return found(winner);
        fallbackSince ??= now;
        const loaded = hasNoRequests(session);
        const limit = loaded ? GRACE_MS : GRACE_WHILE_LOADING_MS;
        if ((quiet && loaded) || now - fallbackSince >= limit) return found(winner);
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
  const error = explainMatches(session, chain, looks, await revealing.hint(looks));
  throw error.failure?.reason === 'not_found' ? await mentionClosedRoots(session, error, deadline) : error;
}

function hiddenNotice(selector: string, where: string): string {
  return `"${selector}" was found on ${where} by what a person sees: the page hides it from assistive technology (aria-hidden), as a dialog may have left it.`;
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
