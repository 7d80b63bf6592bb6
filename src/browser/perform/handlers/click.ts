import type { Page } from 'playwright-core';
import { DeadlineExceeded, shownAddress } from '../../../base/index.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { isClosed } from '../../playwright/playwright-errors.ts';
import type { NextTab } from '../../session/tabs/tabs.ts';
import type { ActionRun, Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { waited } from '../failures/failed-attempt.ts';
import { onElement } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';

/**
 * Waits until the element is visible, enabled and not covered, clicks it, and waits for the page or tab that the click
 * opens. With `opens`, that tab becomes the active one. A click that closes its own tab has worked.
 */
export const click: Handler<'click'> = async ({ selector, button, count, opens }, run) => {
  const { session, deadline } = run;
  const page = session.page();
  const next = session.tabSet.next();
  try {
    const press = () =>
      onElement(run, selector, (element, options, place) => clickElement(run, element, options, place, { button, count }));
    await pressWhenEntered(run, press).catch((error: unknown) => {
      if (!page.isClosed() || !isClosed(error)) throw error;
    });
    await session.tabsReady(deadline);
    if (opens === undefined) return { text: `Clicked "${selector}".` };
    const tab = await opened(next, selector, run);
    await session.tabSet.choose(tab, deadline);
    return { text: `Clicked "${selector}", which opened the tab ${shownAddress(session.currentUrl())}.` };
  } finally {
    next.cancel();
  }
};

async function opened(next: NextTab, selector: string, { session, deadline, attempt }: ActionRun): Promise<Page> {
  try {
    return await deadline.race(next.opened);
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error;
    const message = `The click on "${selector}" was made on ${pageName(session)}, but it opened no tab within ${waited(attempt)}.`;
    throw pageFailure('tab_not_opened', message, { cause: error });
  }
}
