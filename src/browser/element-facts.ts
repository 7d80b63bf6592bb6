import type { Deadline } from '../base/deadline.ts';
import { evaluateAll } from './evaluate-all.ts';
import type { Place } from './locate.ts';
import { type ElementFacts, readFacts } from './read-facts.ts';

/**
 * One look at what a selector matches right now; does not wait. `cover` also finds out what lies above the element.
 * Throws what Playwright throws for a selector it cannot read.
 */
export function elementFacts(place: Place, deadline: Deadline, wanted = { cover: false }): Promise<ElementFacts> {
  return evaluateAll(place, readFacts, wanted, deadline);
}
