import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession } from './browser-session.ts';
export interface Captcha {
  kind: 'cloudflare' | 'recaptcha' | 'hcaptcha';
  /** One sentence that says which challenge is on which page. */
  message: string;
}
/** How long a challenge may take to go away by itself, in ms. Default 30,000, 5,000 and 5,000. */
export type CaptchaBounds = Record<Captcha['kind'], number>;
export declare function detectCaptcha(session: BrowserSession, deadline: Deadline): Promise<Captcha | undefined>;
/** Waits for a challenge to go away by itself; the message to put before the action's text when it is still there (or had been there). undefined: no challenge at all. */
export declare function waitForCaptcha(
  session: BrowserSession,
  deadline: Deadline,
  bounds?: Partial<CaptchaBounds>,
): Promise<{ captcha: Captcha; gone: boolean; message: string } | undefined>;
