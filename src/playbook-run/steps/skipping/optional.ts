import { shownAddress } from '../../../base/index.ts';
import type { BrowserSession } from '../../../browser/index.ts';
import { actionFailure, type ErrorBody, type FailureReason, RoteError } from '../../../contract/index.ts';
import { type Step, selectorsOf } from '../../../playbook/index.ts';
import type { Acted } from '../acted.ts';

/** How long the element of an optional step may take to appear by default. */
export const OPTIONAL_TIMEOUT_MS = 2_000;

const ABSENT: readonly (FailureReason | undefined)[] = ['not_found', 'hidden', 'frame_not_found'];

/** Whether an attempt at an optional step did nothing since the element was not there. */
export function isAbsent(step: Step, { acted, error }: { acted?: Acted; error?: ErrorBody }): boolean {
  return step.optional === true && acted === undefined && ABSENT.includes(error?.failure?.reason);
}

/** The failure of a wait for an element, before the action that would wait for it. */
export function absentError(session: BrowserSession, step: Step): RoteError {
  return new RoteError('STEP_FAILED', absence(session, step), { failure: actionFailure('not_found') });
}

/** Why an optional step is skipped. */
export function absence(session: BrowserSession, step: Step): string {
  const names = selectorsOf(step).map((selector) => `"${selector}"`);
  const verb = names.length === 1 ? 'was' : 'were';
  const timeoutMs = step.timeout_ms ?? OPTIONAL_TIMEOUT_MS;
  return `${names.join(', ')} ${verb} not visible on ${shownAddress(session.currentUrl())} within ${timeoutMs} ms.`;
}
