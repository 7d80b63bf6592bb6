import type { Deadline } from '../../base/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { locate } from './locate.ts';

/**
 * What stands around an element right now, so that a click on "Go" or "OK" can be judged: page text, for a judge that knows it as such. At
 * most `maxChars`; '' when the element is not there. Throws like locate.
 */
export async function surroundings(session: BrowserSession, selector: string, deadline: Deadline, maxChars = 800): Promise<string> {
  assertPageSession(session);
  const place = await locate(session, selector, deadline);
  return evaluateAll(place, 'readSurroundings', maxChars, deadline);
}
