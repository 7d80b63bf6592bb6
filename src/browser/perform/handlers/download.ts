import type { Deadline } from '../../../base/index.ts';
import type { RoteError } from '../../../contract/index.ts';
import { pageName } from '../../elements/explain-matches.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { wasUnderWay } from '../../playwright/playwright-errors.ts';
import type { ActionRun, Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { waited } from '../failed-attempt.ts';
import { onElement } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';

/** Without a timeout of the step: a page that has requested nothing for this long starts no download any more. */
const IDLE_MS = 30_000;

/**
 * Clicks and waits until the complete file is in the run's download folder. A file that was requested and may still
 * come is `download_pending`: asking again would make a second report.
 */
export const download: Handler<'download'> = async ({ selector, timeout_ms }, run) => {
  const { session, deadline, attempt } = run;
  const next = session.nextDownload();
  const before = session.traffic.reactions();
  let phase: 'click' | 'request' | 'transfer' = 'click';
  attempt.explain = async (time) => (phase === 'click' ? undefined : explain(run, selector, { phase, before }, time));
  try {
    await pressWhenEntered(run, () => onElement(run, selector, (element, options, place) => clickElement(run, element, options, place)));
    phase = 'request';
    await startOf(run, next.started, before, timeout_ms !== undefined);
    phase = 'transfer';
    const file = await deadline.race(next.saved);
    return { text: `Downloaded "${file.name}" (${file.bytes} bytes).`, file: file.path };
  } catch (error) {
    const isAsked = phase === 'click' && wasUnderWay(error) && session.pendingPage() !== undefined;
    throw isAsked ? pending(run, `"${selector}" was clicked, but no download started`) : error;
  } finally {
    next.cancel();
  }
};

/** Resolves when the download starts. A timeout that the step gives is waited out. */
async function startOf(run: ActionRun, started: Promise<void>, before: number, waitsOut: boolean): Promise<void> {
  const { deadline, session } = run;
  for (;;) {
    const requested = session.traffic.reactions();
    using idle = deadline.within(waitsOut ? deadline.remainingMs() : IDLE_MS, 'the download to start');
    try {
      return await idle.race(started);
    } catch (error) {
      const isIdle = session.traffic.reactions() === requested && !(await isRequested(run, before, deadline));
      if (deadline.signal.aborted || !idle.signal.aborted || isIdle) throw error;
    }
  }
}

/** Whether a file may still come. The request of a link with `download` is not one of the page: it is never seen. */
async function isRequested({ session, attempt }: ActionRun, before: number, deadline: Deadline): Promise<boolean> {
  if (session.traffic.isUnderWay(before) || session.pendingPage() !== undefined) return true;
  if (attempt.place === undefined) return false;
  const { first } = await evaluateAll(attempt.place, 'readFacts', { cover: false }, deadline);
  return first?.href !== undefined;
}

async function explain(
  run: ActionRun,
  selector: string,
  { phase, before }: { phase: 'request' | 'transfer'; before: number },
  time: Deadline,
): Promise<RoteError> {
  if (phase === 'transfer') return pending(run, 'The download began, but did not finish');
  const clicked = `"${selector}" was clicked, but no download started`;
  const isAsked = run.session.traffic.reactions() !== before || (await isRequested(run, before, time));
  if (isAsked) return pending(run, clicked);
  const message = `${clicked} within ${waited(run.attempt)} on ${pageName(run.session)}: the page requested nothing.`;
  return pageFailure('download_failed', message);
}

function pending({ session, attempt }: ActionRun, what: string): RoteError {
  const message = `${what} within ${waited(attempt)} on ${pageName(session)}. It may still come, so it was not requested again: give the step more time with timeout_ms.`;
  return pageFailure('download_pending', message);
}
