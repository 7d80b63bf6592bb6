import type { z } from 'zod';
import type { Deadline } from '../../base/deadline.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { ActionResult } from '../action-result.ts';
import type { BrowserSession } from '../browser-session.ts';

/** One action of the vocabulary: what it takes, what it does, how long it may take by default. */
export interface ActionDefinition {
  readonly name: ActionName;
  /** For people and models. */
  readonly description: string;
  readonly schema: z.ZodType;
  /** Input fields are selectors, URLs, …; `target` names what the action is aimed at, for logs. */
  readonly defaultTimeoutMs: number;
}
export declare const ACTIONS: Readonly<Record<Exclude<ActionName, 'execute_sequence'>, ActionDefinition>>;
/**
 * Validates the input and carries the action out. Throws RoteError: VALIDATION_FAILED (unknown action, wrong input), STEP_FAILED or TIMEOUT
 * with `details.reason`; Cancelled when the deadline was cancelled.
 */
export declare function performAction(session: BrowserSession, name: string, input: unknown, deadline: Deadline): Promise<ActionResult>;
