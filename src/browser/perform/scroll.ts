import { untraced } from '../playwright/untraced.ts';
import type { Handler } from './action.ts';
import { onElement } from './on-element.ts';

/** Runs in the page. Scrolls the document, or where that cannot scroll, the largest part of it that can. */
function scrollPage({ direction, amount }: { direction: string; amount: number | null }) {
  const root = document.scrollingElement ?? document.documentElement;
  const canScroll = (element: Element) => {
    const { overflowY } = getComputedStyle(element);
    return element.scrollHeight > element.clientHeight + 1 && (overflowY === 'auto' || overflowY === 'scroll');
  };
  const area = (element: Element) => element.clientWidth * element.clientHeight;
  let target: Element = root;
  if (root.scrollHeight <= innerHeight + 1) {
    const inner = [...document.querySelectorAll('*')].filter(canScroll).sort((one, other) => area(other) - area(one))[0];
    target = inner ?? root;
  }
  const step = amount ?? Math.round(target.clientHeight * 0.9);
  const top = { up: target.scrollTop - step, down: target.scrollTop + step, top: 0, bottom: target.scrollHeight }[direction] ?? 0;
  const before = target.scrollTop;
  target.scrollTo({ top, behavior: 'instant' });
  const below = Math.max(0, Math.round(target.scrollHeight - target.clientHeight - target.scrollTop));
  return { moved: Math.round(target.scrollTop - before), below };
}

export const scroll: Handler<'scroll'> = async ({ selector, direction, amount }, run) => {
  if (selector !== undefined) {
    await onElement(run, selector, (element, options) => element.scrollIntoViewIfNeeded(options));
    return { text: `"${selector}" is in view.` };
  }
  const page = run.session.page();
  const { moved, below } = await untraced(page, () => page.evaluate(scrollPage, { direction, amount: amount ?? null }));
  const rest = below === 0 ? 'the end is reached' : `${below} pixels are below`;
  return { text: moved === 0 ? `The page cannot be scrolled further that way; ${rest}.` : `Scrolled by ${moved} pixels; ${rest}.` };
};
