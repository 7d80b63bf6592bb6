import type { Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { onElement } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';

/**
 * Waits until the element is visible, enabled and not covered, clicks it, and waits for the page or tab that the click
 * opens.
 */
export const click: Handler<'click'> = async ({ selector, button, count }, run) => {
  await pressWhenEntered(run, () =>
    onElement(run, selector, (element, options, place) => clickElement(run, element, options, place, { button, count })),
  );
  await run.session.tabsReady(run.deadline);
  return { text: `Clicked "${selector}".` };
};
