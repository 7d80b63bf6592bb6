import { type Deadline, listOf } from '../../base/index.ts';
import { type BrowserSession, containsText, difference, nextChange, type Verified } from '../../browser/index.ts';
import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { Verify } from '../../playbook/index.ts';
import { expectationsOf } from './expectations.ts';

/** At least one look is always made: this checks what holds now, without waiting. */
const LOOK_MS = 1;
/** The first look always has this much time, however short the verification's: its result must not depend on the machine. */
const FIRST_LOOK_MS = 2_000;

/**
 * Whether all expectations of a step hold at the same time within its `timeout_ms`; if not, the first one that does not, in words. Says
 * nothing about what made them hold. Throws if the run was cancelled or the browser crashed.
 */
export async function verifyStep(
  session: BrowserSession,
  verify: Verify,
  output: string | undefined,
  deadline: Deadline,
): Promise<Verified> {
  const missing = outputProblem(verify, output);
  if (missing !== undefined) return { ok: false, reason: missing };
  const since = Date.now();
  using expectations = expectationsOf(session, verify, { selector: () => undefined, from: () => since, dialogs: undefined }, false);
  using own = deadline.within(verify.timeout_ms, 'the verification');
  using looking = deadline.within(Math.max(FIRST_LOOK_MS, verify.timeout_ms), 'a look at the page');
  for (;;) {
    const url = session.currentUrl();
    const looks = await Promise.all(expectations.list.map(({ look }) => look(looking)));
    // What holds on one page and on the next did not hold together.
    if (session.currentUrl() !== url && !own.signal.aborted) continue;
    const failed = looks.find(({ ok }) => !ok);
    if (failed === undefined || own.signal.aborted) return failed ?? { ok: true };
    await nextChange(session, own).catch((error: unknown) => {
      if (!own.signal.aborted) throw error;
    });
    deadline.throwIfEnded();
  }
}

/** Why the output of a step is not what is expected, as a sentence; undefined if it is, or nothing is expected of it. */
export function outputProblem({ expect_output_contains: parts }: Verify, output: string | undefined): string | undefined {
  const missing = listOf(parts).find((part) => !containsText(output ?? '', part));
  if (missing === undefined) return undefined;
  return `The output does not contain "${missing}"${difference(output ?? '', missing)}.`;
}

/** `why`: the expectation that does not hold, as a sentence. */
export function verificationError(why: string): ErrorBody {
  return toErrorBody(new RoteError('STEP_FAILED', why, { failure: actionFailure('verification') }));
}

/** The step worked, and nothing proves its effect. `hasVerify`: it has expectations, which held before. */
export function unverifiedError(hasVerify: boolean): ErrorBody {
  const why = hasVerify ? 'the expectations held before the step already' : 'the step has no "verify"';
  const message = `The step was done, but nothing proves its effect: ${why}. With "on_unverified: report" the run goes on.`;
  return toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure('unverified') }));
}

/** Whether the page can still answer it after the step: what the step returned and the dialogs it raised are gone. */
export function canCheckLater(verify: Verify): boolean {
  return verify.expect_output_contains === undefined && verify.expect_dialog === undefined;
}

/** Whether the expectations hold on the page now; false for a verification that only the step itself could meet. */
export async function holdsNow(
  session: BrowserSession,
  verify: Verify | undefined,
  deadline: Deadline,
  lookMs = LOOK_MS,
): Promise<boolean> {
  if (verify === undefined || !canCheckLater(verify)) return false;
  return (await verifyStep(session, { ...verify, timeout_ms: lookMs }, undefined, deadline)).ok;
}
