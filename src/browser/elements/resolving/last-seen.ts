import type { BrowserSession } from '../../session/browser-session.ts';

/** More than the selectors of a playbook; an agent makes up new ones. */
const MAX_KEPT = 1_000;

const seen = new WeakMap<BrowserSession, Map<string, boolean>>();

/** Called by every look at a selector: whether it has a visible match. */
export function noteSeen(session: BrowserSession, selector: string, isVisible: boolean): void {
  const known = seen.get(session) ?? new Map<string, boolean>();
  if (known.size >= MAX_KEPT) known.clear();
  seen.set(session, known.set(selector, isVisible));
}

/** Whether the last look at this selector saw a visible match. */
export function wasSeen(session: BrowserSession, selector: string): boolean {
  return seen.get(session)?.get(selector) === true;
}
