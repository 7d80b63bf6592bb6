import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession } from './browser-session.ts';
import { evaluateAll } from './evaluate-all.ts';
import { locate } from './locate.ts';
import { readSurroundings } from './read-surroundings.ts';

/**
 * What stands around an element right now, so that a click on "Go" or "OK" can be judged: page text, for a judge that knows it as such. At
 * most `maxChars`; '' when the element is not there. Throws like locate.
 */
export async function surroundings(session: BrowserSession, selector: string, deadline: Deadline, maxChars = 800): Promise<string> {
  const place = await locate(session, selector, deadline);
  return evaluateAll(place, readSurroundings, maxChars, deadline);
}
