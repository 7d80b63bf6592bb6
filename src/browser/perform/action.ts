import { z } from 'zod';
import type { Deadline } from '../../base/index.ts';
import type { ActionName } from '../../contract/index.ts';
import { Secret } from '../../secrets/index.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import type { ActionResult } from './action-result.ts';
import type { FailedAttempt } from './explain-failure.ts';

/** What a handler gets besides its input. */
export interface ActionRun {
  readonly session: BrowserSession;
  /** The action's own; ends with the caller's at the latest. */
  readonly deadline: Deadline;
  /** What is being tried, for the error if it fails. Handlers say more as they know more. */
  attempt: FailedAttempt;
}

/** One action of the vocabulary: what it takes, what it does, how long it may take. */
export interface ActionDefinition<Input = never> {
  readonly name: ActionName;
  /** For people and models. */
  readonly description: string;
  readonly schema: z.ZodType<Input>;
  /** When the input has no `timeout_ms`. */
  readonly defaultTimeoutMs: number;
  readonly perform: (input: Input, run: ActionRun) => Promise<ActionResult>;
}

/** Any action, its input not yet validated. */
export type AnyAction = Omit<ActionDefinition, 'schema' | 'perform'> & {
  readonly schema: z.ZodType;
  readonly perform: (input: never, run: ActionRun) => Promise<ActionResult>;
};

/** What every action accepts: how long it may take instead of its default. */
export const timed = { timeout_ms: z.int().min(1).max(600_000).optional() };

export const selectorSchema = z
  .string()
  .min(1)
  .describe('Playwright selector, `frame=CSS >> selector` for an element in a frame, or a ref (e12) of the latest observation');

/** A text that may be a secret: given as it is, or already wrapped. */
export const secretTextSchema = z.union([z.string(), z.instanceof(Secret)]);

export function revealText(text: string | Secret): string {
  return text instanceof Secret ? text.reveal() : text;
}
