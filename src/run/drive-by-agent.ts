import type { Deadline } from '../base/deadline.ts';
import { RoteError } from '../contract/errors.ts';
import type { Handoff } from '../contract/index.ts';
import type { Models } from '../model/index.ts';
import type { Playbook } from '../playbook/index.ts';
import type { DriveContext } from './drive-context.ts';
import type { Outcome } from './outcome.ts';

export async function driveByAgent(
  _context: DriveContext,
  _task: { models: Models; handoff?: Handoff; playbook?: Playbook },
  _deadline: Deadline,
): Promise<Outcome> {
  throw new RoteError('SETUP_FAILED', 'not yet');
}
