import type { Deadline } from '../../base/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { APPEARS_WITHIN_MS } from './describe-element.ts';
import { locate } from './locate.ts';

/**
 * The text around an element, to judge a click on "Go" or "OK" by. It is untrusted page text: its reader must treat it
 * as such. At most `maxChars`; '' when the element is missing. Throws like locate.
 */
export async function surroundings(session: BrowserSession, selector: string, deadline: Deadline, maxChars = 1_500): Promise<string> {
  assertPageSession(session);
  using own = deadline.within(APPEARS_WITHIN_MS, `looking for "${selector}"`);
  const place = await locate(session, selector, own);
  return await evaluateAll(place, 'readSurroundings', maxChars, own);
}
