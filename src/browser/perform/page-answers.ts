import { untraced } from '../playwright/untraced.ts';
import type { ActionRun } from './action.ts';

/**
 * A key or a press of the mouse may open another page. Playwright waits for that only when it acts on an element: here
 * the page is asked for an answer, which a new page gives once it is there.
 */
export async function pageAnswers({ session, deadline }: ActionRun): Promise<void> {
  const page = session.page();
  await deadline.race(untraced(page, () => page.evaluate('0'))).catch(() => undefined);
}
