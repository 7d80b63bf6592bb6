import { shownAddress } from '../../../base/index.ts';
import { untraced } from '../../playwright/untraced.ts';
import { JPEG_QUALITY } from '../../session/camera.ts';
import type { Handler } from '../action.ts';
import { onElement } from '../on-element.ts';

/** Takes a JPEG of what the active tab shows, or of one element, which is scrolled into view. */
export const screenshot: Handler<'screenshot'> = async ({ selector }, run) => {
  const { session, deadline } = run;
  const of = `of ${selector === undefined ? '' : `"${selector}" on `}${shownAddress(session.currentUrl())}`;
  if (selector === undefined) return { text: `A picture ${of} was taken.`, image: await session.screenshot(deadline) };
  const image = await onElement(run, selector, (element, options) =>
    untraced(session.page(), () => element.screenshot({ ...options, type: 'jpeg', quality: JPEG_QUALITY, caret: 'initial' })),
  );
  return { text: `A picture ${of} was taken.`, image };
};
