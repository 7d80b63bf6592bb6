import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession, SessionOptions } from './browser-session.ts';
export declare function openSession(options: SessionOptions, deadline: Deadline): Promise<BrowserSession>;
