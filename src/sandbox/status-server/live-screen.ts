import { startDeadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { LiveRun } from '../../run/index.ts';
import type { LiveRunView } from './run-view.ts';

/** Readers share a picture that is younger than this: looking on must not slow the run down. */
const KEPT_MS = 500;
const PICTURE_TIMEOUT_MS = 5_000;

/** Pictures of what the tab shows now, at most two a second however many ask. */
export function liveScreen(view: LiveRunView): () => Promise<Uint8Array> {
  let takenAt = Number.NEGATIVE_INFINITY;
  let picture: Promise<Uint8Array> | undefined;
  const shown = (): LiveRun => {
    if (view.live !== undefined && !view.ended) return view.live;
    throw new RoteError('NOT_FOUND', `There is nothing to see: run ${view.runId} ${view.ended ? 'has ended' : 'has not begun'}.`);
  };
  const take = async (live: LiveRun): Promise<Uint8Array> => {
    using deadline = startDeadline(PICTURE_TIMEOUT_MS, 'a picture of the page');
    try {
      return await live.screenshot(deadline);
    } catch (error) {
      if (error instanceof RoteError) throw error;
      throw new RoteError('NOT_FOUND', 'There is no picture of the page: it does not draw itself.', { cause: error });
    }
  };
  return async () => {
    const live = shown();
    if (picture !== undefined && performance.now() - takenAt < KEPT_MS) return picture;
    takenAt = performance.now();
    const taking = take(live);
    picture = taking;
    // One that is slow is shared until it is there.
    taking.then(
      () => {
        takenAt = performance.now();
      },
      () => {
        if (picture === taking) picture = undefined;
      },
    );
    return taking;
  };
}
