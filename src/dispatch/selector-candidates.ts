import { type Action, aimOf, traitsOf } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { SelectorCandidate } from '../contract/index.ts';
import type { ActionRequest } from './dispatcher-types.ts';

const TIMEOUT_MS = 1_000;

/**
 * Ways to find the element of an agent's action again, looked up before the action, after which the element may be
 * gone. Playbook steps bring their own selectors. Rejects only when the deadline ends: the action is right without
 * candidates too.
 */
export async function candidatesOf(
  session: BrowserSession,
  request: ActionRequest<Action>,
  deadline: Deadline,
): Promise<SelectorCandidate[]> {
  const { command } = request;
  const { selector } = aimOf(command);
  if (request.driver !== 'agent' || traitsOf(command.action).target !== 'element' || selector === undefined || !session.observer) return [];
  using own = deadline.within(TIMEOUT_MS, 'selector candidates');
  try {
    return await session.observer.selectorCandidates(selector, own);
  } catch (problem) {
    deadline.throwIfEnded();
    deadline.log.debug('no selector candidates', { error: errorMessage(problem) });
    return [];
  }
}
