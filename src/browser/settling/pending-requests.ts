import type { BrowserContext, CDPSession, Request } from 'playwright-core';
import { safeMethods, startDeadline } from '../../base/index.ts';
import type { PendingRequests } from '../../egress/index.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';

/** A tab that does not answer within this time is skipped. */
const TAB_ANSWERS_WITHIN_MS = 1_000;

/**
 * Tracks, from now on, the session's unanswered writes: those of pages, frames and dedicated workers, not of shared
 * workers.
 */
export function watchPendingRequests(session: BrowserSession): PendingRequests {
  assertPageSession(session);
  return watchContext(session.context);
}

export function watchContext(context: BrowserContext): PendingRequests {
  const pending = new Set<Request>();
  const forget = (request: Request) => pending.delete(request);
  context.on('request', (request) => {
    if (!safeMethods.has(request.method())) pending.add(request);
  });
  context.on('response', (response) => forget(response.request()));
  context.on('requestfinished', forget);
  context.on('requestfailed', forget);
  return {
    async waitsFor(host) {
      // A round trip: every event that the browser sent before its answer has arrived by then.
      await onEachTab(context, (cdp) => cdp.send('Page.getNavigationHistory'));
      return [...pending].some((request) => hostAndPort(request.url()) === hostAndPort(`https://${host}/`));
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
  using limit = startDeadline(TAB_ANSWERS_WITHIN_MS, 'the tabs');
  const asked = context.pages().map((page) =>
    untraced(context, async () => {
      const cdp = await context.newCDPSession(page);
      await ask(cdp);
      await cdp.detach();
    }),
  );
  // A tab that is closing or hung cannot answer; the others have.
  await limit.race(Promise.allSettled(asked)).catch(() => undefined);
}
