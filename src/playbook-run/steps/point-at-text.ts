import { makeAction } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import type { Dispatcher } from '../../dispatch/index.ts';

/**
 * A text that lacks what a step expects of it may be cut short until the pointer is on it: moves the pointer there, before it is read a
 * second time. A hover that fails is in the record of actions; the text is read all the same.
 */
export async function pointAtText(dispatcher: Dispatcher, selector: string, step: number, deadline: Deadline): Promise<void> {
  await dispatcher.run({ command: makeAction({ action: 'hover', selector }), driver: 'playbook', step }, deadline);
}
