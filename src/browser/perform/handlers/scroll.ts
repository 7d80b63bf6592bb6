import { askDocument } from '../../page-world/bridge/ask.ts';
import type { Handler } from '../action.ts';
import { onElement } from '../on-element.ts';

export const scroll: Handler<'scroll'> = async ({ selector, direction, amount }, run) => {
  if (selector !== undefined) {
    await onElement(run, selector, (element, options) => element.scrollIntoViewIfNeeded(options));
    return { text: `"${selector}" is in view.` };
  }
  const { session, deadline } = run;
  const { moved, below } = await askDocument(session.page(), 'scrollPage', { direction, amount: amount ?? null }, deadline);
  const rest = below === 0 ? 'the end is reached' : `${below} pixels are below`;
  return { text: moved === 0 ? `The page cannot be scrolled further that way; ${rest}.` : `Scrolled by ${moved} pixels; ${rest}.` };
};
