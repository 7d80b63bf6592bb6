import { type Action, traitsOf } from '../../actions/index.ts';
import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { LostAnswer, WriteWatch } from '../../egress/index.ts';
import type { ActionRequest } from '../dispatcher-types.ts';

const UNWATCHED: WriteWatch = { end: async () => [] };

/**
 * Has the network watched while an action runs that may have an effect: a declared write, and whatever an agent, which declares nothing, does to a page. A loss that is
 * still being dealt with is waited for: what this action loads would be aborted with it.
 */
export async function watchWrite(
  duringWrite: (() => WriteWatch) | undefined,
  { command, driver, effectDeclared }: ActionRequest<Action>,
): Promise<WriteWatch> {
  await duringWrite?.().end();
  const mayWrite = effectDeclared === true || (driver === 'agent' && traitsOf(command.action).maySend);
  return mayWrite ? (duringWrite?.() ?? UNWATCHED) : UNWATCHED;
}

/** The action itself may have gone well; whether what it sent was carried out, nobody knows. */
export function lostAnswerError([lost]: readonly LostAnswer[]): ErrorBody | undefined {
  if (lost === undefined) return undefined;
  const message = `The connection to ${lost.host} was lost before it answered: what was sent there may have been carried out. Look at the page before you do it again.`;
  return toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure('lost_answer') }));
}
