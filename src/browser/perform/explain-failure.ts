import { type Deadline, DeadlineExceeded, errorMessage, startDeadline } from '../../base/index.ts';
import { actionFailure, RoteError, toErrorBody } from '../../contract/index.ts';
import { explainMatches, invalidSelector, pageName } from '../elements/explain-matches.ts';
import type { Place } from '../elements/locate.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { firstLine, isInvalidSelector, isReplaced, wasUnderWay } from '../playwright/playwright-errors.ts';
import type { PageSession } from '../session/page-session.ts';
import { stopEndlessScript } from '../session/stop-endless-script.ts';

/** For stopping a script that keeps the page from responding. */
const UNBLOCKED_WITHIN_MS = 1_500;
/** For finding out why the action failed: some milliseconds on a page that responds, more on a busy machine. */
const DIAGNOSIS_MS = 2_000;

export interface FailedAttempt {
  /** The action as a noun: "the click". */
  what: string;
  /** The selector as it was written. */
  selector?: string;
  place?: Place;
  timeoutMs: number;
  /** The element must be editable. */
  fills?: boolean;
  /** The action's own explanation of its failure; called when the page responds. */
  explain?: (time: Deadline) => Promise<unknown>;
}

/**
 * Turns an error of an action into a RoteError that says what is wrong, based on facts about the page. Returns
 * RoteErrors unchanged. Takes up to four seconds when the page hangs, and works after the deadline has ended.
 * `failure.performed` is `no` only when that is certain.
 */
export async function explainFailure(session: PageSession, attempt: FailedAttempt, error: unknown, deadline: Deadline): Promise<RoteError> {
  if (error instanceof RoteError) return error;
  const details = { technical: session.options.secrets.redact(errorMessage(error)).slice(0, 2_000) };
  const performed = wasUnderWay(error) ? 'maybe' : undefined;
  try {
    session.page();
  } catch (gone) {
    return gone instanceof RoteError ? gone : pageFailure('page_closed', `${attempt.what} failed: the page is gone.`, { cause: error });
  }
  if (attempt.selector !== undefined && isInvalidSelector(error)) return invalidSelector(attempt.selector, error);
  const pending = session.pendingPage();
  if (pending !== undefined && (wasUnderWay(error) || isTimeout(error))) {
    const made = wasUnderWay(error) ? `${capital(attempt.what)} was made on` : `${capital(attempt.what)} could not be made on`;
    const message = `${made} ${pageName(session)}, but ${hostOf(pending)}, which it is going to, did not answer within ${attempt.timeoutMs} ms.`;
    return pageFailure('timeout', message, { performed, details, cause: error });
  }
  if (await stopEndlessScript(session, UNBLOCKED_WITHIN_MS, deadline)) {
    const message = `${pageName(session)} did not respond during ${attempt.what}: a script on it ran without end and was stopped.`;
    return pageFailure('page_hung', message, { performed: 'maybe', details, cause: error });
  }
  if (wasUnderWay(error)) {
    const message = `${capital(attempt.what)} was made on ${pageName(session)}, but what it started did not finish within ${attempt.timeoutMs} ms.`;
    return pageFailure('timeout', message, { performed, details, cause: error });
  }
  using time = startDeadline(DIAGNOSIS_MS, 'finding out what is wrong', { log: deadline.log });
  try {
    if (attempt.place !== undefined && attempt.selector !== undefined) {
      const found = await explainElement(session, attempt.selector, attempt.place, attempt.fills === true, time);
      if (found !== undefined) return isCutOff(error, deadline) ? mayHaveHappened(found) : found;
    }
    const own = await attempt.explain?.(time);
    if (own instanceof RoteError) return own;
  } catch (problem) {
    deadline.log.debug('the cause of a failure could not be found', { error: errorMessage(problem) });
  }
  if (isReplaced(error)) {
    const message = `${capital(attempt.what)} failed on ${pageName(session)}: the page replaced the element; try again.`;
    return pageFailure('detached', message, { details, cause: error });
  }
  if (deadline.signal.aborted || isTimeout(error)) {
    return pageFailure('timeout', `${capital(attempt.what)} on ${pageName(session)} took longer than ${attempt.timeoutMs} ms.`, {
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

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function explainElement(
  session: PageSession,
  selector: string,
  place: Place,
  fills: boolean,
  time: Deadline,
): Promise<RoteError | undefined> {
  const facts = await evaluateAll(place, 'readFacts', { cover: true }, time);
  const where = pageName(session);
  const { first, state } = facts;
  if (facts.visible !== 1 || first === undefined || state === undefined) return explainMatches(session, [selector], [{ facts }]);
  if (state.disabled) {
    return pageFailure('disabled', `"${selector}" on ${where} is disabled: fill in what it needs first.`, { details: { selector } });
  }
  if (fills && !state.editable) {
    return pageFailure('not_editable', `"${selector}" on ${where} cannot be typed into: it is a ${first.role} (<${first.tag}>).`, {
      details: { selector },
    });
  }
  if (state.coveredBy !== undefined && !fills) {
    return pageFailure('covered', `"${selector}" on ${where} is covered by ${state.coveredBy}: close or move that first.`, {
      details: { selector, covered_by: state.coveredBy },
    });
  }
  return undefined;
}
