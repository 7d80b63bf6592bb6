import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, type ElementDescription, resolveInTabs, waitVisible } from '../../browser/index.ts';
import type { ErrorBody } from '../../contract/index.ts';
import type { Step } from '../../playbook/index.ts';
import { patienceOf } from './patience.ts';

/** How long the elements of a step may take to appear by default. */
const SELECTOR_TIMEOUT_MS = 10_000;

/** The selector that a step acts on and its element; undefined for a step without one. `before`: how the first attempt failed. */
export async function findTarget(
  session: BrowserSession,
  step: Step,
  before: ErrorBody | undefined,
  deadline: Deadline,
): Promise<{ selector: string; element: ElementDescription } | undefined> {
  if (!('selector' in step) || step.selector === undefined) return undefined;
  const chain = [step.selector.primary, ...step.selector.fallbacks];
  using own = deadline.within(step.timeout_ms ?? SELECTOR_TIMEOUT_MS, `finding ${step.selector.description ?? chain[0]}`);
  if (step.action === 'wait_for') return { selector: await waitTarget(session, chain, step.params.state, own), element: NO_ELEMENT };
  return await resolveInTabs(session, chain, own, { patience: patienceOf(step, before), reveals: true });
}

/** The action itself waits, and may match many elements or none; this only decides which selector of the chain it waits for. */
async function waitTarget(session: BrowserSession, chain: string[], state: 'visible' | 'gone', deadline: Deadline): Promise<string> {
  const [primary = ''] = chain;
  if (chain.length === 1 || state === 'gone') return primary;
  const seen = chain.map(async (selector) => {
    const { ok } = await waitVisible(session, selector, deadline);
    return ok ? selector : Promise.reject(new Error('not visible'));
  });
  // None appeared: the action waits for the primary selector and reports the failure.
  return Promise.any(seen).catch(() => primary);
}

const NO_ELEMENT: ElementDescription = { tag: '', role: '', name: '', text: '', inForm: false, inDialog: false };
