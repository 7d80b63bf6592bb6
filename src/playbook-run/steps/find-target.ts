import { type Deadline, errorMessage } from '../../base/index.ts';
import {
  type BrowserSession,
  type ElementDescription,
  explainLate,
  resolveInTabs,
  resolveSelector,
  waitVisible,
} from '../../browser/index.ts';
import type { ErrorBody } from '../../contract/index.ts';
import { type Step, selectorsOf, targetName } from '../../playbook/index.ts';
import { patienceOf } from './patience.ts';
import { absentError, OPTIONAL_TIMEOUT_MS } from './skipping/optional.ts';

/** How long the elements of a step may take to appear by default. */
const SELECTOR_TIMEOUT_MS = 10_000;

interface Target {
  selector: string;
  element: ElementDescription;
}

/** The selector that a step acts on and its element; undefined for a step without one. `before`: how the first attempt failed. */
export async function findTarget(
  session: BrowserSession,
  step: Step,
  before: ErrorBody | undefined,
  deadline: Deadline,
): Promise<Target | undefined> {
  if (selectorsOf(step).length === 0) return undefined;
  const timeoutMs = step.timeout_ms ?? (step.optional === true ? OPTIONAL_TIMEOUT_MS : SELECTOR_TIMEOUT_MS);
  const since = performance.now();
  using own = deadline.within(timeoutMs, `finding ${targetName(step)}`);
  try {
    return await find(session, step, before, own);
  } catch (error) {
    throw await explainLate(session, error, since, deadline);
  }
}

async function find(session: BrowserSession, step: Step, before: ErrorBody | undefined, own: Deadline): Promise<Target> {
  const chain = selectorsOf(step);
  if (step.action === 'wait_for') return { selector: await waitTarget(session, step, own), element: NO_ELEMENT };
  if (step.action === 'scroll' && step.optional !== true) return { selector: await scrollTarget(session, chain, own), element: NO_ELEMENT };
  // What is not there is an answer: neither another tab is meant nor what has to be revealed first.
  if (step.optional === true) return await resolveSelector(session, chain, own, { patience: patienceOf(step, before) });
  return await resolveInTabs(session, chain, own, { patience: patienceOf(step, before), reveals: true });
}

/** The element may come only while the page is scrolled; this only decides in which tab, and for which selector of the chain. */
async function scrollTarget(session: BrowserSession, chain: readonly string[], deadline: Deadline): Promise<string> {
  const [primary = ''] = chain;
  const patience = session.tabs().length > 1 ? 'idle' : 'look';
  const found = await resolveInTabs(session, chain, deadline, { patience }).catch((problem: unknown) => {
    deadline.throwIfEnded();
    deadline.log.debug('the target of a scroll is not there yet', { error: errorMessage(problem) });
    return undefined;
  });
  return found?.selector ?? primary;
}

/** The action itself waits, and may match many elements or none; this only decides which selector of the chain it waits for. */
async function waitTarget(session: BrowserSession, step: Step & { action: 'wait_for' }, deadline: Deadline): Promise<string> {
  const chain = selectorsOf(step);
  const [primary = ''] = chain;
  if (step.optional !== true && (chain.length === 1 || step.params.state === 'gone')) return primary;
  const problems: unknown[] = [];
  const seen = chain.map(async (selector) => {
    const { ok } = await waitVisible(session, selector, deadline).catch((problem: unknown) => {
      problems.push(problem);
      return { ok: false };
    });
    return ok ? selector : Promise.reject(new Error('not visible'));
  });
  return Promise.any(seen).catch(() => {
    // None appeared: the action waits for the primary selector and reports the failure.
    if (step.optional !== true) return primary;
    throw problems[0] ?? absentError(session, step);
  });
}

const NO_ELEMENT: ElementDescription = { tag: '', role: '', name: '', text: '', inForm: false, inDialog: false };
