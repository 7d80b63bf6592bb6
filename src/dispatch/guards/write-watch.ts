import type { ErrorBody } from '../../contract/index.ts';
import type { LostAnswer, WriteWatch } from '../../egress/index.ts';
import type { ActionRequest } from '../dispatcher-types.ts';

/** An agent declares nothing: whatever it does to a page may send something that must not be sent twice. */
const AGENT_MAY_SEND: ReadonlySet<string> = new Set(['click', 'key_press', 'select', 'upload', 'download', 'evaluate']);

const UNWATCHED: WriteWatch = { end: async () => [] };

/**
 * Has the network watched while an action runs that may have an effect: a declared write, and every action of an agent that touches a page. A loss that is
 * still being dealt with is waited for: what this action loads would be aborted with it.
 */
export async function watchWrite(
  duringWrite: (() => WriteWatch) | undefined,
  { action, driver, effectDeclared }: ActionRequest,
): Promise<WriteWatch> {
  await duringWrite?.().end();
  const mayWrite = effectDeclared === true || (driver === 'agent' && AGENT_MAY_SEND.has(action));
  return mayWrite ? (duringWrite?.() ?? UNWATCHED) : UNWATCHED;
}

/** The action itself may have gone well; whether what it sent was carried out, nobody knows. */
export function lostAnswerError([lost]: readonly LostAnswer[]): ErrorBody | undefined {
  if (lost === undefined) return undefined;
  return {
    code: 'STEP_FAILED',
    message: `The connection to ${lost.host} was lost before it answered: what was sent there may have been carried out. Look at the page before you do it again.`,
    details: { reason: 'lost_answer', performed: 'maybe' },
  };
}
