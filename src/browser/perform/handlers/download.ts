import { pageName } from '../../elements/explain-matches.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { Handler } from '../action.ts';
import { onElement } from '../on-element.ts';

/** A click that has not started a download after this time will not start one. */
const STARTS_WITHIN_MS = 30_000;

/** Clicks and waits until the complete file is in the run's download folder. */
export const download: Handler<'download'> = async ({ selector }, run) => {
  const { session, deadline } = run;
  const next = session.nextDownload();
  let started = false;
  run.attempt.explain = async () =>
    started
      ? pageFailure('download_failed', `The download from ${pageName(session)} did not finish within ${run.attempt.timeoutMs} ms.`)
      : pageFailure('download_failed', `Clicking "${selector}" on ${pageName(session)} started no download.`);
  using click = deadline.within(STARTS_WITHIN_MS, 'the download to start');
  try {
    await onElement({ ...run, deadline: click }, selector, (element, options) => element.click(options));
    await click.race(next.started);
    started = true;
    const file = await deadline.race(next.saved);
    return { text: `Downloaded "${file.name}" (${file.bytes} bytes).`, file: file.path };
  } finally {
    next.cancel();
  }
};
