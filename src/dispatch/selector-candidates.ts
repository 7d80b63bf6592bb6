import { type Action, aimOf, traitsOf } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { SelectorCandidate } from '../contract/index.ts';
import type { ActionRequest } from './dispatcher-types.ts';

const TIMEOUT_MS = 1_000;

/**
 * Ways to find the element of an agent's action again, looked up before it is acted on (afterwards it may be gone). Playbook steps bring
 * their own selectors. Never rejects but for the deadline: without candidates the action is still the right one.
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
