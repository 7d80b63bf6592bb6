import type { ActionByName, ActionName } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { Secret } from '../../secrets/index.ts';
import type { PageSession } from '../session/page-session.ts';
import type { ActionResult } from './action-result.ts';
import type { FailedAttempt } from './failures/failed-attempt.ts';

/** What a handler receives besides its input. */
export interface ActionRun {
  readonly session: PageSession;
  /** Of this action; ends with the caller's at the latest. */
  readonly deadline: Deadline;
  /** What is being attempted, for the error message. Handlers add to it as they learn more. */
  attempt: FailedAttempt;
}

/** Performs one action in a browser. */
export type Handler<Name extends ActionName> = (action: ActionByName[Name], run: ActionRun) => Promise<ActionResult>;

export function revealText(text: string | Secret): string {
  return text instanceof Secret ? text.reveal() : text;
}
