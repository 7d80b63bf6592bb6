import { type Deadline, errorMessage } from '../../base/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { nextChange } from './next-change.ts';
import { settle } from './settle.ts';

/** A view that has not changed for this long, with nothing under way, is taken for the one that was asked for. */
const UNCHANGED_MS = 1_500;
const MAX_MS = 6_000;
const SETTLES_WITHIN_MS = 3_000;

/**
 * After the address of a document has changed without a new document (a route of a single-page application), waits until
 * the view is another one and at rest, so that the old view is not taken for the new one. Once for each change of the
 * address; otherwise it costs nothing. Bounded: a view that stays the same is used after 1.5 s.
 */
export async function untilViewChanged(session: BrowserSession, deadline: Deadline): Promise<void> {
  assertPageSession(session);
  const page = session.page();
  if (!session.tabSet.documents.takeRouteChange(page)) return;
  using own = deadline.within(MAX_MS, 'the view to change');
  let activeAt = performance.now();
  try {
    while (!(await askDocument(page, 'viewChanged', undefined, own))) {
      if (session.isLoading(page)) activeAt = performance.now();
      if (performance.now() - activeAt > UNCHANGED_MS) return;
      if (await nextChange(session, own)) activeAt = performance.now();
    }
    await settle(session, own, { maxMs: SETTLES_WITHIN_MS });
  } catch (error) {
    deadline.throwIfEnded();
    deadline.log.debug('the view could not be watched', { error: errorMessage(error) });
  }
}
