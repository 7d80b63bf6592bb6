import { Cancelled, type Deadline, errorMessage, startDeadline } from '../../../base/index.ts';
import { isRef, RoteError, type TextMatch } from '../../../contract/index.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { HeldValue } from '../../page-world/readers/fields/value-holds.ts';
import { isInvalidSelector } from '../../playwright/playwright-errors.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { nextChange } from '../../settling/next-change.ts';
import { inChildFrames } from '../child-frames.ts';
import { includingHidden, locate } from '../locate.ts';
import { invalidSelector, pageName } from '../resolving/explain-matches.ts';
import { noteSeen, wasSeen } from '../resolving/last-seen.ts';
import { namedByText } from '../resolving/named-by-text.ts';
import { type Look, textLook, type Verified } from './look.ts';

/**
 * The first check always has this much time, however short the deadline: its result must not depend on how busy the
 * machine is.
 */
const FIRST_LOOK_MS = 2_000;

/**
 * Looks again after every change until the look succeeds or the deadline ends. Throws on cancellation and when the page
 * is gone.
 */
async function waitUntil(session: BrowserSession, deadline: Deadline, look: Look): Promise<Verified> {
  assertPageSession(session);
  const throwIfCancelled = () => {
    if (deadline.signal.reason instanceof Cancelled) throw deadline.signal.reason;
  };
  throwIfCancelled();
  using first = startDeadline(Math.max(FIRST_LOOK_MS, deadline.remainingMs()), 'a look at the page', { log: deadline.log });
  let last: Verified = { ok: false, reason: `${pageName(session)} did not answer.` };
  try {
    for (;;) {
      last = await look(first);
      if (last.ok) return last;
      throwIfCancelled();
      if (deadline.signal.aborted) break;
      await nextChange(session, deadline);
    }
  } catch (error) {
    throwIfCancelled();
    if (error instanceof RoteError || !(deadline.signal.aborted || first.signal.aborted)) throw error;
  }
  return last;
}

/** Visible matches in all frames; undefined while the page is being replaced. */
async function visibleMatches(session: PageSession, selector: string, time: Deadline): Promise<number | undefined> {
  const count = await countVisible(session, selector, time);
  if (count !== undefined) noteSeen(session, selector, count > 0);
  return count;
}

async function countVisible(session: PageSession, selector: string, time: Deadline): Promise<number | undefined> {
  const page = session.page();
  try {
    const place = await locate(session, selector, time);
    const { visible, total } = await evaluateAll(place, 'readFacts', {}, time);
    if (visible > 0 || isRef(selector)) return visible;
    const hidden = total === 0 ? includingHidden(selector) : undefined;
    if (hidden !== undefined) {
      const facts = await evaluateAll(await locate(session, hidden, time), 'readFacts', { reach: true }, time);
      if (facts.inReach === true) return facts.visible;
    }
    const inside = await inChildFrames(page, time, (frame, frameTime) =>
      evaluateAll({ frame, selector: place.selector }, 'readFacts', {}, frameTime),
    );
    return inside.reduce((sum, facts) => sum + facts.visible, 0);
  } catch (error) {
    time.throwIfEnded();
    session.page();
    if (isInvalidSelector(error)) throw invalidSelector(selector, error);
    if (error instanceof RoteError) throw error;
    time.log.debug('the page was replaced during a look', { error: errorMessage(error) });
    return undefined;
  }
}

/** At least one matching element is visible, in any frame. */
export function visibleLook(session: BrowserSession, selector: string): Look {
  assertPageSession(session);
  return async (time) => {
    const byText = namedByText(selector);
    for (const one of byText === undefined ? [selector] : [selector, byText]) {
      if (((await visibleMatches(session, one, time)) ?? 0) > 0) return { ok: true };
    }
    return { ok: false, reason: `"${selector}" did not become visible on ${pageName(session)}.` };
  };
}

/** No matching element is visible in any frame and the document is loaded. A stale ref counts as gone. */
export function goneLook(session: BrowserSession, selector: string): Look {
  assertPageSession(session);
  const isGone = async (time: Deadline) => {
    try {
      if ((await visibleMatches(session, selector, time)) !== 0) return false;
      const page = session.page();
      return await askDocument(page, 'isLoaded', undefined, time).catch(() => false);
    } catch (error) {
      if (error instanceof RoteError && error.failure?.reason === 'stale_ref') return true;
      throw error;
    }
  };
  return async (time) => {
    if (await isGone(time)) return { ok: true };
    return { ok: false, reason: `"${selector}" is still visible on ${pageName(session)}.` };
  };
}

/** The number of visible matching elements, in all frames, is within the bounds. */
export function countLook(session: BrowserSession, selector: string, { min, max }: { min: number; max: number }): Look {
  assertPageSession(session);
  return async (time) => {
    const count = await visibleMatches(session, selector, time);
    if (count !== undefined && count >= min && count <= max) return { ok: true };
    const wanted = min === max ? String(min) : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
    const seen = count === undefined ? 'the page is still loading' : `there ${count === 1 ? 'is' : 'are'} ${count}`;
    return { ok: false, reason: `"${selector}" should match ${wanted} visible elements on ${pageName(session)}, but ${seen}.` };
  };
}

/** A field holds this value, as a person reads it; case counts. The selector names one element. */
export function valueLook(session: BrowserSession, selector: string, wanted: string): Look {
  assertPageSession(session);
  return async (time) => {
    const { holds, shown, isMissing } = await evaluateAll(await locate(session, selector, time), 'valueHolds', { wanted }, time).catch(
      (error: unknown): HeldValue => {
        time.throwIfEnded();
        session.page();
        if (isInvalidSelector(error)) throw invalidSelector(selector, error);
        return { holds: false };
      },
    );
    if (holds) return { ok: true };
    if (isMissing) return { ok: false, reason: `"${selector}" matches nothing on ${pageName(session)}, so nothing holds "${wanted}".` };
    const seen = shown === undefined ? '' : `: it holds "${shown}"`;
    return { ok: false, reason: `"${selector}" on ${pageName(session)} does not hold "${wanted}"${seen}.` };
  };
}

export function urlLook(session: BrowserSession, part: string): Look {
  assertPageSession(session);
  return async () => {
    if (session.currentUrl().includes(part)) return { ok: true };
    return { ok: false, reason: `The address does not contain "${part}": it is ${pageName(session)}.` };
  };
}

/** Waits until at least one matching element is visible, in any frame. */
export function waitVisible(session: BrowserSession, selector: string, deadline: Deadline): Promise<Verified> {
  return waitUntil(session, deadline, visibleLook(session, selector));
}

/**
 * Waits until no matching element is visible in any frame and the document is loaded. A stale ref counts as gone. An element that no
 * look has seen yet may be late, as a spinner is that appears only after half a second: it has `lateMs` to appear. `neverSeenMs`: how
 * long that was waited for in vain.
 */
export async function waitGone(
  session: BrowserSession,
  selector: string,
  deadline: Deadline,
  lateMs = 0,
): Promise<Verified & { neverSeenMs?: number }> {
  const since = performance.now();
  const look = goneLook(session, selector);
  let isSeen = wasSeen(session, selector) || isRef(selector);
  const gone = await waitUntil(session, deadline, async (time) => {
    const verified = await look(time);
    isSeen ||= wasSeen(session, selector);
    return verified;
  });
  const leftMs = since + lateMs - performance.now();
  if (!gone.ok || isSeen || leftMs <= 0) return gone;
  using late = deadline.within(leftMs, `"${selector}" to appear`);
  const appeared = await waitVisible(session, selector, late);
  if (appeared.ok) return waitUntil(session, deadline, look);
  return { ok: true, neverSeenMs: Math.round(performance.now() - since) };
}

export function waitUrlContains(session: BrowserSession, part: string, deadline: Deadline): Promise<Verified> {
  return waitUntil(session, deadline, urlLook(session, part));
}

/** Waits until the page shows this text, as a person reads it. */
export function waitForText(session: BrowserSession, text: string, deadline: Deadline, match?: TextMatch): Promise<Verified> {
  return waitUntil(session, deadline, textLook(session, text, match));
}
