import type { Deadline } from '../../base/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { ElementDescription } from '../page-world/readers/read-facts.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { APPEARS_WITHIN_MS } from './describe-element.ts';
import { locate } from './locate.ts';
import { resolveSelector } from './resolving/resolve-selector.ts';

/** What a drag drops something on: the element `to`, or what lies `by` so many pixels from the dragged one; undefined for nothing new. */
export async function describeDropZone(
  session: BrowserSession,
  selector: string,
  { to, by }: { to?: string | undefined; by?: { x?: number | undefined; y?: number | undefined } | undefined },
  deadline: Deadline,
): Promise<ElementDescription | undefined> {
  assertPageSession(session);
  using own = deadline.within(APPEARS_WITHIN_MS, `looking for "${to ?? selector}"`);
  const found = await resolveSelector(session, [to ?? selector], own, { reveals: true });
  const offset = to === undefined ? { x: by?.x ?? 0, y: by?.y ?? 0 } : null;
  return await evaluateAll(await locate(session, found.selector, own), 'readDropZone', { by: offset }, own);
}
