import type { BrowserSession } from '../../session/browser-session.ts';

interface Resolved {
  chain: readonly string[];
  selector: string;
  documents: number;
}

const last = new WeakMap<BrowserSession, Resolved>();

/** Called by every resolution of a selector chain. */
export function noteResolved(session: BrowserSession, chain: readonly string[], { selector }: { selector: string }): void {
  last.set(session, { chain, selector, documents: session.documents() });
}

/**
 * What the last resolution found for this selector, if the page has not been left since: the selector is it, or was the only one of the
 * chain. An action that follows need not look again.
 */
export function lastResolved(session: BrowserSession, selector: string): string | undefined {
  const resolved = last.get(session);
  if (resolved === undefined || resolved.documents !== session.documents()) return undefined;
  const isIt = resolved.selector === selector || (resolved.chain.length === 1 && resolved.chain[0] === selector);
  return isIt ? resolved.selector : undefined;
}
