import type { ActionByName, ActionName } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { Secret } from '../../secrets/index.ts';
import type { PageSession } from '../session/page-session.ts';
import type { ActionResult } from './action-result.ts';
import type { FailedAttempt } from './explain-failure.ts';

/** What a handler gets besides its input. */
export interface ActionRun {
  readonly session: PageSession;
  /** The action's own; ends with the caller's at the latest. */
  readonly deadline: Deadline;
  /** What is being tried, for the error if it fails. Handlers say more as they know more. */
  attempt: FailedAttempt;
}

/** Does one action in a browser. */
export type Handler<Name extends ActionName> = (action: ActionByName[Name], run: ActionRun) => Promise<ActionResult>;

export function revealText(text: string | Secret): string {
  return text instanceof Secret ? text.reveal() : text;
}
