import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession } from './browser-session.ts';
/** Whether an expectation held before the deadline ended; if not, why, in one sentence. Cancellation and crashes are thrown. */
export type Verified = { ok: true } | { ok: false; reason: string };
export declare function waitVisible(session: BrowserSession, selector: string, deadline: Deadline): Promise<Verified>;
export declare function waitGone(session: BrowserSession, selector: string, deadline: Deadline): Promise<Verified>;
export declare function waitUrlContains(session: BrowserSession, part: string, deadline: Deadline): Promise<Verified>;
export declare function waitForText(session: BrowserSession, text: string, deadline: Deadline): Promise<Verified>;
