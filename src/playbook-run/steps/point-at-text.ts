import { makeAction, outputsText } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import type { Attempt, StepDeps } from './attempt.ts';

/**
 * A text that lacks what the step expects of it may be cut short until the pointer is on it. Before the second attempt reads it, the
 * pointer is moved there. A hover that fails is in the record of actions; the text is read all the same.
 */
export async function pointAtText(
  { dispatcher }: StepDeps,
  step: { action: string; number: number },
  selector: string | undefined,
  before: Attempt | undefined,
  deadline: Deadline,
): Promise<void> {
  const lacked = before?.outcome?.ok === true && before.error?.failure?.reason === 'verification';
  if (!lacked || selector === undefined || !outputsText(step.action)) return;
  await dispatcher.run({ command: makeAction({ action: 'hover', selector }), driver: 'playbook', step: step.number }, deadline);
}
