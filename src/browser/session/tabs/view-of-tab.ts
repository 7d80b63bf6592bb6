import type { Page } from 'playwright-core';
import type { PageSession } from '../page-session.ts';
import { addressOf } from './tabs.ts';

/**
 * The session as it looks from another of its tabs: what reads the active page (looks, waits, verifications) reads that
 * tab instead. Actions, dialogs and screenshots stay with the active tab.
 */
export function viewOfTab(session: PageSession, page: Page): PageSession {
  const own: Partial<PageSession> = {
    page: () => page,
    currentUrl: () => addressOf(page),
    document: () => session.documentOf(page),
    tabsReady: async () => undefined,
  };
  return new Proxy(session, {
    get(target, key) {
      if (Object.hasOwn(own, key)) return Reflect.get(own, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
