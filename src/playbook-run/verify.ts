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
import type { StepDialogs } from './dialogs/step-dialogs.ts';
import { waitForDialog } from './dialogs/wait-for-dialog.ts';

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
  dialogs?: StepDialogs,
): Promise<Verified> {
  const { expect_output_contains: part } = verify;
  if (part !== undefined && !containsText(output ?? '', part)) {
    return { ok: false, reason: `The output does not contain "${part}"${difference(output ?? '', part)}.` };
  }
  const looks = looksOf(session, verify, dialogs);
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

function looksOf(session: BrowserSession, verify: Verify, dialogs: StepDialogs | undefined): ((time: Deadline) => Promise<Verified>)[] {
  const { expect_url_contains: url, expect_element_visible: visible, expect_element_gone: gone, expect_text_on_page: text } = verify;
  const { match = 'words', expect_dialog: dialog } = verify;
  return [
    ...(url === undefined ? [] : [(time: Deadline) => waitUrlContains(session, url, time)]),
    ...(visible === undefined ? [] : [(time: Deadline) => waitVisible(session, visible, time)]),
    ...(gone === undefined ? [] : [(time: Deadline) => waitGone(session, gone, time)]),
    ...(text === undefined ? [] : [(time: Deadline) => waitForText(session, text, time, match)]),
    ...(dialog === undefined ? [] : [(time: Deadline) => waitForDialog(dialogs, dialog, time)]),
  ];
}

/** `why`: the expectation that does not hold, as a sentence. */
export function verificationError(why: string): ErrorBody {
  return toErrorBody(new RoteError('STEP_FAILED', why, { failure: actionFailure('verification') }));
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
