import type { Deadline } from '../../base/index.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { IdleWatch } from './idle-watch.ts';
import { nextChange } from './next-change.ts';

/**
 * Waits until the page has rested for `idleMs`: no change, no open request, nothing on it shows that it works. `until`: asked after each
 * change; returns early once it is true. Returns whether it was. Throws the deadline's reason.
 */
export async function untilIdle(
  session: BrowserSession,
  { idleMs, until }: { idleMs: number; until: (deadline: Deadline) => Promise<boolean> },
  deadline: Deadline,
): Promise<boolean> {
  assertPageSession(session);
  const idle = new IdleWatch(session, idleMs);
  for (;;) {
    deadline.throwIfEnded();
    if (await until(deadline)) return true;
    const changed = await nextChange(session, deadline);
    if (await idle.isIdle(changed, deadline)) return until(deadline);
  }
}
