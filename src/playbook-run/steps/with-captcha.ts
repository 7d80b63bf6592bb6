import { type Deadline, errorMessage } from '../../base/index.ts';
import { type BrowserSession, detectCaptcha } from '../../browser/index.ts';
import type { ErrorBody } from '../../contract/index.ts';

/** If an element is missing on a page with a CAPTCHA, the CAPTCHA is the reason, which a person must know. */
export async function withCaptcha(session: BrowserSession, error: ErrorBody, deadline: Deadline): Promise<ErrorBody> {
  if (error.failure?.reason !== 'not_found' || deadline.signal.aborted) return error;
  try {
    const captcha = await detectCaptcha(session, deadline);
    if (captcha) return { code: 'CAPTCHA_FAILED', message: `${captcha.message} ${error.message}`, details: { kind: captcha.kind } };
  } catch (problem) {
    deadline.log.debug('captcha check failed', { error: errorMessage(problem) });
  }
  return error;
}
