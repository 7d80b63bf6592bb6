import type { Frame, Page } from 'playwright-core';

/** The child frames that have a document. One whose server has not answered yet has none, and answers no question either. */
export function loadedFrames(page: Page): Frame[] {
  return page.frames().filter((frame) => frame !== page.mainFrame() && frame.url() !== '');
}
