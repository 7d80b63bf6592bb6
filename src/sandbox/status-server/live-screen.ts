import { startDeadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { LiveRun } from '../../run/index.ts';
import type { LiveRunView } from './run-view.ts';

/** Readers share a screenshot younger than this: watching must not slow down the run. */
const MAX_AGE_MS = 500;
const SCREENSHOT_TIMEOUT_MS = 5_000;

/** Screenshots of the current tab, at most two per second for any number of readers. */
export function liveScreen(view: LiveRunView): () => Promise<Uint8Array> {
  let takenAt = Number.NEGATIVE_INFINITY;
  let latest: Promise<Uint8Array> | undefined;
  const shown = (): LiveRun => {
    if (view.live !== undefined && !view.ended) return view.live;
    throw new RoteError('NOT_FOUND', `There is no screenshot: run ${view.runId} ${view.ended ? 'has ended' : 'has not started'}.`);
  };
  const take = async (live: LiveRun): Promise<Uint8Array> => {
    using deadline = startDeadline(SCREENSHOT_TIMEOUT_MS, 'a screenshot of the page');
    try {
      return await live.screenshot(deadline);
    } catch (error) {
      if (error instanceof RoteError) throw error;
      throw new RoteError('NOT_FOUND', 'There is no screenshot: the page does not render.', { cause: error });
    }
  };
  return async () => {
    const live = shown();
    if (latest !== undefined && performance.now() - takenAt < MAX_AGE_MS) return latest;
    takenAt = performance.now();
    const taking = take(live);
    latest = taking;
    // A slow one is shared until it is ready.
    taking.then(
      () => {
        takenAt = performance.now();
      },
      () => {
        if (latest === taking) latest = undefined;
      },
    );
    return taking;
  };
}
