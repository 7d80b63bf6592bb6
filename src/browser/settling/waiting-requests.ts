import type { BrowserContext, CDPSession, Request } from 'playwright-core';
import { safeMethods, startDeadline } from '../../base/index.ts';
import type { WaitingBrowser } from '../../egress/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';

/** A tab that does not answer within this is not waited for. */
const TAB_ANSWERS_MS = 1_000;

/** Follows, from now on, which requests of a session have no answer. Pages, frames and their own workers; shared workers are not seen. */
export function watchWaitingRequests({ context }: Pick<BrowserSession, 'context'>): WaitingBrowser {
  const waiting = new Set<Request>();
  const forget = (request: Request) => waiting.delete(request);
  context.on('request', (request) => {
    if (!safeMethods.has(request.method())) waiting.add(request);
  });
  context.on('response', (response) => forget(response.request()));
  context.on('requestfinished', forget);
  context.on('requestfailed', forget);
  return {
    async waitsFor(host) {
      // A round trip: what the browser told before its answer has arrived here.
      await onEachTab(context, (cdp) => cdp.send('Page.getNavigationHistory'));
      return [...waiting].some((request) => hostAndPort(request.url()) === hostAndPort(`https://${host}/`));
    },
    async abortLoading() {
      await onEachTab(context, (cdp) => cdp.send('Page.stopLoading'));
    },
  };
}

function hostAndPort(address: string): string {
  const url = URL.parse(address);
  return url === null ? '' : `${url.hostname.replace(/\.+$/, '')}:${url.port || (url.protocol.endsWith('s:') ? '443' : '80')}`;
}

async function onEachTab(context: BrowserContext, ask: (cdp: CDPSession) => Promise<unknown>): Promise<void> {
  using limit = startDeadline(TAB_ANSWERS_MS, 'the tabs');
  const asked = context.pages().map((page) =>
    untraced(context, async () => {
      const cdp = await context.newCDPSession(page);
      await ask(cdp);
      await cdp.detach();
    }),
  );
  // A tab that is closing or hung has nothing to say; the others were asked.
  await limit.race(Promise.allSettled(asked)).catch(() => undefined);
}
