import { type Action, aimOf, traitsOf } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, isSameElement } from '../../browser/index.ts';
import type { LedgerEntry } from '../../contract/index.ts';
import { type Step, selectorsOf } from '../../playbook/index.ts';

/** A step whose effect happened or may have happened, and what was clicked or opened for it. */
export interface SpentEffect {
  entry: LedgerEntry;
  selectors: string[];
  url?: string;
}

/** The bound steps with a ledger entry that clicked, pressed or opened something. */
export function spentEffects(steps: readonly Step[], ledger: readonly LedgerEntry[]): SpentEffect[] {
  return ledger.flatMap((entry) => {
    const step = steps[entry.step - 1];
    if (step?.action === 'goto') return [{ entry, selectors: [], url: step.params.url }];
    const selectors = step === undefined ? [] : selectorsOf(step);
    return selectors.length === 0 ? [] : [{ entry, selectors }];
  });
}

/** Keys that submit the form of the focused field. */
const SENDS_FORM = /(^|\+)(Numpad)?Enter$/;

/**
 * Why an agent may not do this action: it would press again what a step of the playbook pressed, submit its form with Enter, or open its
 * address again. The agent's prompt says so too; this check enforces it. undefined: it may.
 */
export async function refuseSpent(
  session: BrowserSession,
  spent: readonly SpentEffect[],
  action: Action,
  deadline: Deadline,
): Promise<string | undefined> {
  for (const { entry, selectors, url } of spent) {
    const again = action.action === 'goto' ? isSameUrl(url, action.url) : await pressesAgain(session, selectors, action, deadline);
    if (!again) continue;
    const state = entry.state === 'unknown' ? 'may have been executed, and this could not be checked' : 'was executed';
    return `Step ${entry.step} (${entry.description}) ${state}, so what it pressed may not be pressed again. Check its effect on the page; if it did not happen, end with success=false and say so.`;
  }
  return undefined;
}

function isSameUrl(spent: string | undefined, asked: string): boolean {
  return spent !== undefined && URL.parse(spent)?.href === URL.parse(asked)?.href;
}

async function pressesAgain(session: BrowserSession, selectors: readonly string[], action: Action, deadline: Deadline): Promise<boolean> {
  const { clicks } = traitsOf(action.action);
  const { selector, key } = aimOf(action);
  const presses = clicks === 'always' || (clicks === 'by_key' && key !== undefined);
  if (!presses || selectors.length === 0) return false;
  const form = key !== undefined && SENDS_FORM.test(key);
  // A key without a selector goes to the focused element.
  return isSameElement(session, selector ?? '*:focus', selectors, deadline, { form });
}
