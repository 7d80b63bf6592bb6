import type { BrowserContext } from 'playwright-core';
import { innerContext } from './inner-context.ts';

/**
 * Stops a download while it grows beyond `maxBytes`, and calls `onStopped` with its address. Chromium sends the progress of downloads only to
 * the session that asked for them, which is Playwright's; a session of ours would hear nothing, and an endless file would fill the disk.
 * With another Playwright than the expected one, the size is checked only once a download has ended.
 */
export function stopTooLarge(context: BrowserContext, maxBytes: number, onStopped: (url: string) => void): void {
  const { id: browserContextId, browser } = innerContext(context);
  const urls = new Map<string, string>();
  browser?.on('Browser.downloadWillBegin', ({ guid, url }) => urls.set(guid, url));
  browser?.on('Browser.downloadProgress', ({ guid, receivedBytes, state }) => {
    const url = urls.get(guid);
    if (state !== 'inProgress' || (url !== undefined && receivedBytes > maxBytes)) urls.delete(guid);
    if (state !== 'inProgress' || url === undefined || receivedBytes <= maxBytes) return;
    onStopped(url);
    void browser._sendMayFail('Browser.cancelDownload', { guid, browserContextId }); // it may have ended already
  });
}
