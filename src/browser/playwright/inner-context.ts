import type { BrowserContext } from 'playwright-core';

/** A CDP session inside Playwright, with what is used of it here. */
export interface InnerSession {
  on(event: 'Inspector.targetReloadedAfterCrash', listener: () => void): void;
  on(event: 'Browser.downloadWillBegin', listener: (download: { guid: string; url: string }) => void): void;
  on(event: 'Browser.downloadProgress', listener: (download: DownloadProgress) => void): void;
  prependListener(event: 'Target.attachedToTarget', listener: (attached: AttachedTarget) => void): void;
  off(event: 'Target.attachedToTarget', listener: (attached: AttachedTarget) => void): void;
  createChildSession?(sessionId: string, ...rest: unknown[]): InnerSession;
  send?(method: string, params?: object): Promise<unknown>;
  _sendMayFail(method: string, params: object): Promise<unknown>;
}

interface DownloadProgress {
  guid: string;
  receivedBytes: number;
  state: 'inProgress' | 'completed' | 'canceled';
}

export interface AttachedTarget {
  targetInfo: { type: string; browserContextId?: string };
}

/** What Playwright has no public way for: the context's ID and the session of its browser. Undefined parts: another Playwright. */
export function innerContext(context: BrowserContext): { id: string | undefined; browser: InnerSession | undefined } {
  const inner = (context as unknown as Inside)._connection?.toImpl?.(context);
  return { id: inner?._browserContextId, browser: inner?._browser?._session };
}

interface Inside {
  _connection?: { toImpl?: (object: object) => { _browserContextId?: string; _browser?: { _session?: InnerSession } } };
}
