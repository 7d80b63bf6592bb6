import type { BrowserContext, Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../../base/index.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import { mainWorldScript } from '../../page-world/bridge/main-world.ts';
import type { StorageState } from '../browser-session.ts';

type SessionStorage = NonNullable<StorageState['session_storage']>;

/** Says in a tab that its sessionStorage was filled once, so that a logout there is not undone by the next reload. */
const MARK = '__rote_restored';

/** Playwright's storage state leaves sessionStorage out; some logins live there. Of the open tabs, one entry per origin. */
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

/** Puts it back when a page of the origin is opened first in a tab. Called before any page exists. */
export async function restoreSessionStorage(context: BrowserContext, stored: SessionStorage | undefined): Promise<void> {
  if (stored === undefined || stored.length === 0) return;
  await context.addInitScript({ content: await mainWorldScript('restoreSessionStorage', { stored, mark: MARK }) });
}
