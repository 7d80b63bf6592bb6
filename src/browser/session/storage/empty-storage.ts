import type { Deadline } from '../../../base/index.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { BrowserSession } from '../browser-session.ts';
import { assertPageSession } from '../page-session.ts';

/**
 * Removes all cookies, and the storage of the open origin and of every origin in `origins`: for a saved login that no
 * longer works.
 */
export async function emptyStorage(session: BrowserSession, origins: readonly string[], deadline: Deadline): Promise<void> {
  assertPageSession(session);
  await deadline.race(untraced(session.context, () => session.context.clearCookies()));
  const cdp = await deadline.race(session.cdp());
  const current = session.currentUrl();
  const open = URL.canParse(current) ? [new URL(current).origin] : [];
  for (const origin of new Set([...open, ...origins])) {
    if (!/^https?:/.test(origin)) continue;
    const storageTypes = 'local_storage,indexeddb,websql,cache_storage,service_workers';
    await deadline.race(cdp.send('Storage.clearDataForOrigin', { origin, storageTypes }));
  }
}
