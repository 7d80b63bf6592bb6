import type { Deadline } from '../base/deadline.ts';
import { type BrowserSession, type Verified, waitForText, waitGone, waitUrlContains, waitVisible } from '../browser/index.ts';
import type { Verify } from '../playbook/index.ts';

/** How long an expectation that should be true already may take to be looked up. */
const LOOK_MS = 50;

/**
 * Whether everything that a step expects holds within its `timeout_ms`; if not, the first expectation that does not, in words. All
 * expectations are waited for together. Cancellation and crashes are thrown.
 */
export async function verifyStep(
  session: BrowserSession,
  verify: Verify,
  output: string | undefined,
  deadline: Deadline,
): Promise<Verified> {
  const own = deadline.within(verify.timeout_ms, 'the verification');
  try {
    const checks: Promise<Verified>[] = [];
    const {
      expect_url_contains: url,
      expect_element_visible: visible,
      expect_element_gone: gone,
      expect_text_on_page: text,
      expect_output_contains: part,
    } = verify;
    if (part !== undefined && !output?.includes(part)) {
      return { ok: false, reason: `The output does not contain "${part}"; it begins with "${(output ?? '').slice(0, 120)}".` };
    }
    if (url !== undefined) checks.push(waitUrlContains(session, url, own));
    if (visible !== undefined) checks.push(waitVisible(session, visible, own));
    if (gone !== undefined) checks.push(waitGone(session, gone, own));
    if (text !== undefined) checks.push(waitForText(session, text, own));
    const results = await Promise.all(checks);
    return results.find((result) => !result.ok) ?? { ok: true };
  } finally {
    own.end();
  }
}

/**
 * Whether the expectations hold on the page as it is now. An expectation of the output cannot be judged without doing the step again,
 * so a verification that has one never holds here.
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
