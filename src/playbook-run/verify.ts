import type { Deadline } from '../base/index.ts';
import {
  type BrowserSession,
  containsText,
  difference,
  type Verified,
  waitForText,
  waitGone,
  waitUrlContains,
  waitVisible,
} from '../browser/index.ts';
import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../contract/index.ts';
import type { Verify } from '../playbook/index.ts';

/** At least one look is always made (src/browser/elements/verification.ts): this checks what holds now, without waiting. */
const LOOK_MS = 1;

/**
 * Whether all expectations of a step hold at the same time within its `timeout_ms`; if not, the first one that does not, in words.
 * Throws if the run was cancelled or the browser crashed.
 */
export async function verifyStep(
  session: BrowserSession,
  verify: Verify,
  output: string | undefined,
  deadline: Deadline,
): Promise<Verified> {
  const { expect_output_contains: part } = verify;
  if (part !== undefined && !containsText(output ?? '', part)) {
    return { ok: false, reason: `The output does not contain "${part}"${difference(output ?? '', part)}.` };
  }
  const looks = looksOf(session, verify);
  using own = deadline.within(verify.timeout_ms, 'the verification');
  const firstThatFails = async (time: Deadline) => (await Promise.all(looks.map((look) => look(time)))).find((result) => !result.ok);
  for (;;) {
    const failed = await firstThatFails(own);
    if (failed !== undefined) return failed;
    if (looks.length < 2) return { ok: true };
    // Each may have held at a different moment, such as an address before a navigation and a text after it. All must hold together.
    using now = own.within(1, 'one more look');
    const apart = await firstThatFails(now);
    if (apart === undefined) return { ok: true };
    if (own.signal.aborted) return apart;
  }
}

function looksOf(session: BrowserSession, verify: Verify): ((time: Deadline) => Promise<Verified>)[] {
  const { expect_url_contains: url, expect_element_visible: visible, expect_element_gone: gone, expect_text_on_page: text } = verify;
  const { match = 'words' } = verify;
  return [
    ...(url === undefined ? [] : [(time: Deadline) => waitUrlContains(session, url, time)]),
    ...(visible === undefined ? [] : [(time: Deadline) => waitVisible(session, visible, time)]),
    ...(gone === undefined ? [] : [(time: Deadline) => waitGone(session, gone, time)]),
    ...(text === undefined ? [] : [(time: Deadline) => waitForText(session, text, time, match)]),
  ];
}

/** `why`: the expectation that does not hold, as a sentence. */
export function verificationError(why: string): ErrorBody {
  return toErrorBody(new RoteError('STEP_FAILED', why, { failure: actionFailure('verification') }));
}

/**
 * Whether the expectations hold on the page now. An expectation of the output cannot be checked without repeating the step, so a
 * verification with one never holds here.
 */
export async function holdsNow(
  session: BrowserSession,
  verify: Verify | undefined,
  deadline: Deadline,
  lookMs = LOOK_MS,
): Promise<boolean> {
  if (verify === undefined || verify.expect_output_contains !== undefined) return false;
  return (await verifyStep(session, { ...verify, timeout_ms: lookMs }, undefined, deadline)).ok;
}
