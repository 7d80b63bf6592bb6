import type { Deadline } from '../base/deadline.ts';
import type { BrowserSession } from './browser-session.ts';
/** Waits until the document is ready and no DOM change or request happened for quietMs (default 100); at most maxMs (default 3,000). Never throws for a restless page. */
export declare function settle(
  session: BrowserSession,
  deadline: Deadline,
  options?: { quietMs?: number; maxMs?: number },
): Promise<{ settled: boolean }>;
