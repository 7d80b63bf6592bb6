import { stripVTControlCharacters } from 'node:util';
import type { Page } from 'playwright-core';
import { type Deadline, DeadlineExceeded, errorMessage, shownAddress, startDeadline } from '../../../base/index.ts';
import { actionFailure, RoteError, toErrorBody } from '../../../contract/index.ts';
import { invalidSelector, pageName } from '../../elements/resolving/explain-matches.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import {
  firstLine,
  isInvalidSelector,
  isReplaced,
  type Obstacle,
  obstacleOf,
  wasFound,
  wasUnderWay,
} from '../../playwright/playwright-errors.ts';
import type { PageSession } from '../../session/page-session.ts';
import { stopEndlessScript } from '../../session/stop-endless-script.ts';
import { explainElement } from './explain-element.ts';
import { type FailedAttempt, waited } from './failed-attempt.ts';

/** For stopping a script that keeps the page from responding: a second or two, more only on an overloaded machine. */
const UNBLOCKED_WITHIN_MS = 30_000;
/** For finding out why the action failed: some milliseconds on a page that responds, more on a busy machine. */
const DIAGNOSIS_MS = 2_000;

/** Nothing was performed: what the element was like each time Playwright looked. */
const WORDS: Readonly<Record<Obstacle, string>> = {
  unstable: 'never stood still where it could be pressed',
  out_of_view: 'is outside of the window and cannot be scrolled into view; nor did it come into view',
  covered: 'was covered by something else whenever it could have been pressed',
  disabled: 'was never enabled long enough to be used',
  hidden: 'was never visible long enough to be used',
};

/**
 * Turns an error of an action into a RoteError that says what is wrong, based on facts about the page. Returns
 * RoteErrors unchanged. Takes a few seconds when the page hangs, and works after the deadline has ended.
 * `failure.performed` is `no` only when that is certain.
 */
export async function explainFailure(session: PageSession, attempt: FailedAttempt, error: unknown, deadline: Deadline): Promise<RoteError> {
  if (error instanceof RoteError) return error;
  const time = waited(attempt);
  const details = { technical: session.options.secrets.redact(stripVTControlCharacters(errorMessage(error))).slice(0, 2_000) };
  const obstacle = attempt.obstacle ?? obstacleOf(error);
  const isUntouched = obstacle !== undefined || attempt.untouched === true;
  const performed = wasUnderWay(error) ? 'maybe' : isUntouched ? 'no' : undefined;
  let page: Page;
  try {
    page = session.page();
  } catch (gone) {
    return gone instanceof RoteError ? gone : pageFailure('page_closed', `${attempt.what} failed: the page is gone.`, { cause: error });
  }
  if (attempt.selector !== undefined && isInvalidSelector(error)) return invalidSelector(attempt.selector, error);
  const pending = session.awaited(page).find(({ isPage }) => isPage);
  if (pending !== undefined && (wasUnderWay(error) || isTimeout(error))) {
    const made = wasUnderWay(error) ? `${capital(attempt.what)} was made on` : `${capital(attempt.what)} could not be made on`;
    const request = `${pending.method} ${shownAddress(pending.url)}`;
    const message = `${made} ${pageName(session)}, but ${request}, to which it is going, was not answered within ${time}.`;
    return pageFailure('timeout', message, { performed, details, cause: error });
  }
  const answer = await stopEndlessScript(session, UNBLOCKED_WITHIN_MS, deadline);
  if (answer === 'stopped') {
    const message = `${pageName(session)} did not respond during ${attempt.what}: a script on it ran without end and was stopped.`;
    return pageFailure('page_hung', message, { performed: 'maybe', details, cause: error });
  }
  if (answer === 'silent') {
    const message = `${pageName(session)} did not respond during ${attempt.what}, which ended after ${waited(attempt)}: it is busy, or the machine is. Look at it again later.`;
    return pageFailure('timeout', message, { performed, details, cause: error });
  }
  if (wasUnderWay(error)) {
    const message = `${capital(attempt.what)} was made on ${pageName(session)}, but what it started did not finish within ${time}.`;
    return pageFailure('timeout', message, { performed, details, cause: error });
  }
  using diagnosis = startDeadline(DIAGNOSIS_MS, 'finding out what is wrong', { log: deadline.log });
  try {
    if (attempt.place !== undefined && attempt.selector !== undefined) {
      const { selector, place, fills = false } = attempt;
      const hindered = { selector, place, fills, obstacle, wasThere: isUntouched && wasFound(error) };
      const found = await explainElement(session, hindered, diagnosis);
      if (found !== undefined) return !isUntouched && isCutOff(error, deadline) ? mayHaveHappened(found) : found;
    }
    const own = await attempt.explain?.(diagnosis);
    if (own instanceof RoteError) return own;
  } catch (problem) {
    deadline.log.debug('the cause of a failure could not be found', { error: errorMessage(problem) });
  }
  if (obstacle !== undefined && attempt.selector !== undefined) {
    const hint = obstacle === 'out_of_view' ? ' If something moves it there, such as the arrow of a carousel, press that first.' : '';
    const words = obstacle === 'covered' && attempt.coveredBy !== undefined ? `was covered by ${attempt.coveredBy}` : WORDS[obstacle];
    const message = `"${attempt.selector}" on ${pageName(session)} ${words} during the ${time} that ${attempt.what} waited.${hint}`;
    return pageFailure(obstacle, message, { details: { selector: attempt.selector, ...details }, cause: error });
  }
  if (isReplaced(error)) {
    const message = `${capital(attempt.what)} failed on ${pageName(session)}: the page replaced the element; try again.`;
    return pageFailure('detached', message, { details, cause: error });
  }
  if (deadline.signal.aborted || isTimeout(error)) {
    return pageFailure('timeout', `${capital(attempt.what)} on ${pageName(session)} did not finish within ${time}.`, {
      performed,
      details,
      cause: error,
    });
  }
  const technical = session.options.secrets.redact(firstLine(error)).slice(0, 200);
  return pageFailure('script_error', `${capital(attempt.what)} failed on ${pageName(session)}: ${technical}`, { details, cause: error });
}

function isTimeout(error: unknown): boolean {
  return error instanceof DeadlineExceeded || (error instanceof Error && error.name === 'TimeoutError');
}

/**
 * Only Playwright's own timeout error shows how far an action got. Without it, what the page shows now proves nothing.
 */
function isCutOff(error: unknown, deadline: Deadline): boolean {
  return deadline.signal.aborted && !(error instanceof Error && error.name === 'TimeoutError');
}

function mayHaveHappened(error: RoteError): RoteError {
  const failure = error.failure && actionFailure(error.failure.reason, 'maybe');
  return RoteError.from(toErrorBody(error), { failure, cause: error.cause });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
