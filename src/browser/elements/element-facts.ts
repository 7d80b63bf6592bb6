import type { Deadline } from '../../base/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import { type ElementFacts, readFacts } from '../page-world/readers/read-facts.ts';
import type { Place } from './locate.ts';

/**
 * One look at what a selector matches right now; does not wait. `cover` also finds out what lies above the element.
 * Throws what Playwright throws for a selector it cannot read.
 */
export function elementFacts(place: Place, deadline: Deadline, wanted = { cover: false }): Promise<ElementFacts> {
  return evaluateAll(place, readFacts, wanted, deadline);
}
