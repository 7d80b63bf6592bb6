import { type Deadline, shownAddress, stoppable } from '../../../base/index.ts';
import { actionFailure, isNotFound, RoteError } from '../../../contract/index.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { wasUnderWay } from '../../playwright/playwright-errors.ts';
import type { InlineFilesWatch } from '../../session/downloads/inline-files.ts';
import type { NewDownloads, SavedDownload } from '../../session/page-session.ts';
import type { ActionRun, Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { waited } from '../failures/failed-attempt.ts';
import { closeFileTabs } from '../files/close-file-tabs.ts';
import { MadeFiles } from '../files/made-files.ts';
import { onElement } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';

/** Without a timeout of the step: a page that has requested nothing for this long starts no download any more. */
const IDLE_MS = 30_000;

/** Without `file_count`: what starts within this time after the last file, or while the page waits for an answer, belongs to the click too. */
const NEXT_FILE_WITHIN_MS = 250;
const ALL_STARTED_WITHIN_MS = 5_000;
/** Playwright never returns from some clicks that start a download. */
const CLICK_RETURNS_WITHIN_MS = 1_000;

type Phase = 'click' | 'request' | 'transfer';

/**
 * Clicks and waits until the complete files are in the run's download folder: attachments, what Chromium would show (a PDF), and what the
 * page makes itself. A file that was requested and may still come is `download_pending`: asking again would make a second report.
 */
export const download: Handler<'download'> = async ({ selector, file_count: wanted, timeout_ms }, run) => {
  const { session, deadline, attempt } = run;
  const newest = session.newestTab();
  using downloads = session.newDownloads();
  await using inline = await session.watchInlineFiles(deadline);
  using made = await MadeFiles.watch(session, deadline);
  const before = session.traffic.reactions();
  let phase: Phase = 'click';
  attempt.explain = async (time) => (phase === 'click' ? undefined : explain(run, selector, { phase, before }, time));
  try {
    await pressUntilStarted(run, selector, downloads);
    phase = 'request';
    void made.look();
    await Promise.race([startOf(run, downloads.moreThan(0), before, timeout_ms !== undefined), refusal(inline, selector)]);
    phase = 'transfer';
    const files = await filesOf(run, downloads, before, wanted);
    await closeFileTabs(session, newest, deadline);
    const list = files.map(({ name, bytes }) => `"${name}" (${bytes} bytes)`).join(', ');
    return { text: `Downloaded ${files.length > 1 ? `${files.length} files: ` : ''}${list}.`, files: files.map(({ path }) => path) };
  } catch (error) {
    const isAsked = phase === 'click' && wasUnderWay(error) && session.pendingPage() !== undefined;
    throw isAsked ? pending(run, `"${selector}" was clicked, but no download started`) : error;
  }
};

async function pressUntilStarted(run: ActionRun, selector: string, downloads: NewDownloads): Promise<void> {
  using own = stoppable(run.deadline, 'the click');
  const clicking: ActionRun = { ...run, deadline: own.deadline };
  const pressed = pressWhenEntered(clicking, () =>
    onElement(clicking, selector, (element, options, place) => clickElement(clicking, element, options, place)),
  );
  const started = downloads.moreThan(0).then(() => own.deadline.pause(CLICK_RETURNS_WITHIN_MS));
  started.catch(() => undefined); // the click returned first
  await Promise.race([pressed, started]);
}

/** Rejects when a page comes instead of the file that says why not. */
async function refusal(inline: InlineFilesWatch, selector: string): Promise<never> {
  const { url, status } = await inline.refused;
  throw new RoteError('STEP_FAILED', `"${selector}" was clicked, and ${shownAddress(url)} answered ${status} instead of a file.`, {
    failure: { ...actionFailure('http_error'), missing: isNotFound(status) || undefined },
    details: { status },
  });
}

/** Every file of the click: the later ones start while the first is on its way, or a moment after. */
async function filesOf(run: ActionRun, downloads: NewDownloads, before: number, wanted: number | undefined): Promise<SavedDownload[]> {
  const { session, deadline } = run;
  if (wanted !== undefined) await deadline.race(downloads.moreThan(wanted - 1));
  using more = deadline.within(ALL_STARTED_WITHIN_MS, 'more files to start');
  for (;;) {
    const files = await deadline.race(Promise.all(downloads.all));
    if (files.length < downloads.all.length) continue;
    if (wanted !== undefined || more.signal.aborted) return files;
    using next = more.within(NEXT_FILE_WITHIN_MS, 'the next file');
    const isLast = await next.race(downloads.moreThan(files.length)).then(
      () => false,
      () => !session.traffic.isUnderWay(before),
    );
    if (isLast) return files;
  }
}

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
  const { first } = await evaluateAll(attempt.place, 'readFacts', {}, deadline);
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
