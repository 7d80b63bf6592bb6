import { type Action, traitsOf } from '../../actions/index.ts';
import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { LostAnswer, WriteWatch } from '../../egress/index.ts';
import type { ActionRequest } from '../dispatcher-types.ts';

const UNWATCHED: WriteWatch = { end: async () => [] };

/**
 * Watches the network while an action runs that may have an effect: a declared write, or any action that may send
 * something, since an agent declares nothing and a playbook may have forgotten to. First waits for a previous watch to end, because it would abort
 * what this action loads.
 */
export async function watchWrite(
  duringWrite: (() => WriteWatch) | undefined,
  { command, effectDeclared }: ActionRequest<Action>,
): Promise<WriteWatch> {
  await duringWrite?.().end();
  const mayWrite = effectDeclared === true || traitsOf(command.action).maySend;
  return mayWrite ? (duringWrite?.() ?? UNWATCHED) : UNWATCHED;
}

/** The action itself may have succeeded; whether the server processed what it sent is unknown. */
export function lostAnswerError([lost]: readonly LostAnswer[]): ErrorBody | undefined {
  if (lost === undefined) return undefined;
  const message = `The connection to ${lost.host} was lost before it answered, so what was sent may have taken effect. Look at the page before you do it again.`;
  return toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure('lost_answer') }));
}
