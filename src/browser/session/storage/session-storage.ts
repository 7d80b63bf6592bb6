import type { BrowserContext, Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../../base/index.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import { mainWorldScript } from '../../page-world/bridge/main-world.ts';
import type { StorageState } from '../browser-session.ts';

type SessionStorage = NonNullable<StorageState['session_storage']>;

/** Marks a tab whose sessionStorage was restored, so the next reload does not undo a logout. */
const MARK = '__rote_restored';

/**
 * The sessionStorage of the open tabs, one entry per origin. Playwright's storage state omits it, and some logins are
 * kept there.
 */
export async function readSessionStorage(pages: readonly Page[], deadline: Deadline): Promise<SessionStorage> {
  const found = new Map<string, SessionStorage[number]>();
  for (const page of pages) {
    if (!/^https?:/.test(page.url())) continue;
    try {
      const entry = await askDocument(page, 'readSessionStorage', MARK, deadline);
      if (entry.items.length > 0) found.set(entry.origin, entry);
    } catch (error) {
      deadline.throwIfEnded();
      deadline.log.warn('the sessionStorage of a tab could not be read', { error: errorMessage(error) });
    }
  }
  return [...found.values()];
}

/** Restores it when a page of the origin first opens in a tab. Call it before any page exists. */
export async function restoreSessionStorage(context: BrowserContext, stored: SessionStorage | undefined): Promise<void> {
  if (stored === undefined || stored.length === 0) return;
  await context.addInitScript({ content: await mainWorldScript('restoreSessionStorage', { stored, mark: MARK }) });
}
