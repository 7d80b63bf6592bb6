import type { Handler } from './action.ts';
import { onElement } from './on-element.ts';

/** Waits until the element is visible, enabled and not covered, clicks it, and waits until a page it leads to has begun to show. */
export const click: Handler<'click'> = async ({ selector, button, count }, run) => {
  await onElement(run, selector, (element, options) => element.click({ ...options, button, clickCount: count }));
  await run.session.tabsReady(run.deadline);
  return { text: `Clicked "${selector}".` };
};
