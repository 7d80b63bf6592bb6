import type { CDPSession, Page } from 'playwright-core';
import { untraced } from '../../playwright/untraced.ts';
import type * as early from '../early.ts';
import { loadPageWorld } from './page-world-bundle.ts';

type Early = typeof early;

/**
 * Calls a function of early.ts in every new document of a page, before its own scripts, until the returned function is
 * called. It runs in the isolated world of Playwright, which has no public name; in another world it would not be found
 * later, which a test notices.
 */
export async function callInNewDocuments<Name extends keyof Early>(
  page: Page,
  cdp: CDPSession,
  name: Name,
  argument: Parameters<Early[Name]>[0],
): Promise<() => void> {
  const source = `${(await loadPageWorld()).early}.${name}(${JSON.stringify(argument)})`;
  const worldName = `__playwright_utility_world_${(page as Page & { _guid?: string })._guid ?? ''}`;
  const { identifier } = await untraced(page, async () => {
    await cdp.send('Page.enable');
    return cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName });
  });
  return () => {
    // A page that is gone runs nothing any longer.
    void untraced(page, () => cdp.send('Page.removeScriptToEvaluateOnNewDocument', { identifier })).catch(() => undefined);
  };
}
