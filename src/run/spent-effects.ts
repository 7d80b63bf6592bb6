import type { Deadline } from '../base/deadline.ts';
import { type BrowserSession, isSameElement } from '../browser/index.ts';
import type { LedgerEntry } from '../contract/index.ts';
import type { Step } from '../playbook/index.ts';

/** A step whose effect has happened or may have, and the selectors of what was clicked for it. */
export interface SpentEffect {
  entry: LedgerEntry;
  selectors: string[];
}

/** Of bound steps, those that the ledger knows and that clicked or pressed something. */
export function spentEffects(steps: readonly Step[], ledger: readonly LedgerEntry[]): SpentEffect[] {
  return ledger.flatMap((entry) => {
    const step = steps[entry.step - 1];
    if (step === undefined || !('selector' in step) || step.selector === undefined) return [];
    return [{ entry, selectors: [step.selector.primary, ...step.selector.fallbacks] }];
  });
}

/**
 * Why an agent may not do this action: it would press what a step of the playbook has pressed already. The agent is told so in words as well;
 * here it cannot happen. undefined: it may.
 */
export async function refuseSpent(
  session: BrowserSession,
  spent: readonly SpentEffect[],
  action: string,
  input: Record<string, unknown>,
  deadline: Deadline,
): Promise<string | undefined> {
  const presses = action === 'click' || action === 'download' || (action === 'key_press' && input.key !== undefined);
  if (!presses || typeof input.selector !== 'string') return undefined;
  for (const { entry, selectors } of spent) {
    if (!(await isSameElement(session, input.selector, selectors, deadline))) continue;
    const state = entry.state === 'unknown' ? 'may have been carried out, and nothing could tell' : 'was carried out';
    return `Step ${entry.step} (${entry.description}) ${state}, so that what it pressed may not be pressed again. Check its effect on the page; if it did not happen, end with success=false and say so.`;
  }
  return undefined;
}
