import type { Response } from 'playwright-core';
import { errorMessage, shownAddress } from '../../../base/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { isDownloadInstead, isReplaced, networkError } from '../../playwright/playwright-errors.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import { stopEndlessScript } from '../../session/stop-endless-script.ts';
import { untilLoaded } from '../../settling/until-loaded.ts';
import { untilViewChanged } from '../../settling/view-change.ts';
import type { ActionRun, Handler } from '../action.ts';
import { waited } from '../failures/failed-attempt.ts';

const MAX_ATTEMPTS = 4;
const FREE_WITHIN_MS = 2_000;

const advice: Record<string, string> = {
  ERR_NAME_NOT_RESOLVED: 'the name is not known: check the address',
  ERR_CONNECTION_REFUSED: 'nothing answers there: is the application running?',
  ERR_PROXY_CONNECTION_FAILED: 'the proxy does not answer',
  ERR_TUNNEL_CONNECTION_FAILED: 'the proxy refused to connect',
  ERR_INTERNET_DISCONNECTED: 'there is no network',
  ERR_TOO_MANY_REDIRECTS: 'it redirects in a circle',
  ERR_CERT_AUTHORITY_INVALID: 'its certificate is not trusted',
  ERR_CERT_COMMON_NAME_INVALID: 'its certificate is for another name',
  ERR_CERT_DATE_INVALID: 'its certificate has expired',
  ERR_EMPTY_RESPONSE: 'the server closed the connection without an answer',
  ERR_CONNECTION_RESET: 'the server broke the connection',
};

function parse(url: string, current: string): URL {
  const base = /^https?:/.test(current) && /^[/?#]/.test(url) ? current : undefined;
  const parsed = URL.canParse(url, base) ? new URL(url, base) : undefined;
  if (parsed === undefined || !(['http:', 'https:'].includes(parsed.protocol) || parsed.href === 'about:blank')) {
    throw new RoteError('VALIDATION_FAILED', `"${url.slice(0, 200)}" is not an address that can be opened: give a whole http(s) URL.`);
  }
  return parsed;
}

/**
 * The error page of an earlier failure, or a script that was about to navigate, can interrupt a visit. Nothing is lost
 * then: the visit is repeated unless the page has arrived.
 */
async function open(run: ActionRun, url: string): Promise<Response | null> {
  const page = run.session.page();
  const { signal } = run.deadline;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await page.goto(url, { waitUntil: 'domcontentloaded', timeout: actionTimeout(run.deadline), signal });
    } catch (error) {
      if (!isReplaced(error) || attempt === MAX_ATTEMPTS) throw error;
      await page.waitForLoadState('domcontentloaded', { timeout: actionTimeout(run.deadline), signal });
      if (page.url() === url) return null;
    }
  }
}

/** Opens a page in the active tab and waits until it is loaded, or at least its document. */
export const goto: Handler<'goto'> = async ({ url }, run) => {
  const { session, deadline } = run;
  const target = parse(url, session.currentUrl());
  const verdict = session.options.checkUrl?.(target.href, 'navigation') ?? { ok: true };
  if (!verdict.ok) throw pageFailure('refused', verdict.reason, { details: { url: shownAddress(target.href) } });
  await stopEndlessScript(session, FREE_WITHIN_MS, deadline, { atOnce: true });
  const leads = await leadsTo(target, run);
  using downloads = session.newDownloads();
  let response: Response | null;
  try {
    response = await open(run, target.href);
  } catch (error) {
    if (isDownloadInstead(error)) {
      await deadline.race(downloads.moreThan(0));
      const [file] = await deadline.race(Promise.all(downloads.all.slice(0, 1)));
      return { text: `${shownAddress(target.href)} is a file: downloaded "${file!.name}" (${file!.bytes} bytes).`, files: [file!.path] };
    }
    throw await failed(target, run, error);
  }
  const loaded = await untilLoaded(session, deadline);
  if (leads === 'place') session.tabSet.documents.takeRouteChange(session.page());
  if (leads === 'view') await untilViewChanged(session, deadline);
  const status = response !== null && response.status() >= 400 ? ` The server answered ${response.status()} ${response.statusText()}.` : '';
  const rest = loaded ? '' : ' Parts of it are still loading.';
  return { text: `Opened ${shownAddress(session.currentUrl())}.${status}${rest}` };
};

/** Whether the address leads to another view of the open document, or to a place of its view, as far as that can be known before. */
async function leadsTo(target: URL, { session, deadline }: ActionRun): Promise<'document' | 'view' | 'place'> {
  const [url, fragment = ''] = [session.currentUrl().split('#', 1)[0], target.hash.slice(1)];
  const isSame = target.hash !== '' && target.href !== session.currentUrl() && target.href.split('#', 1)[0] === url;
  if (!isSame) return 'document';
  return (await askDocument(session.page(), 'noteView', { fragment: decoded(fragment) }, deadline)) ? 'place' : 'view';
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // a percent sign that encodes nothing
  }
}

async function failed(target: URL, run: ActionRun, error: unknown): Promise<unknown> {
  const code = networkError(error);
  if (code !== undefined && code !== 'ERR_ABORTED') {
    const why = advice[code] ?? 'the browser could not load it';
    return pageFailure('navigation_failed', `${target.host} could not be opened: ${why} (${code}).`, {
      details: { url: shownAddress(target.href), net_error: code },
      cause: error,
    });
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    void freeTab(run);
    return pageFailure('timeout', `${target.host} did not answer within ${waited(run.attempt)}: the page never loaded.`, {
      details: { url: shownAddress(target.href) },
      cause: error,
    });
  }
  if (code === 'ERR_ABORTED') {
    return pageFailure(
      'navigation_failed',
      `${target.host} was not opened: it answered without a page, or the page that was open stopped it.`,
      {
        details: { url: shownAddress(target.href), net_error: code },
        cause: error,
      },
    );
  }
  return error;
}

/**
 * A hanging page cannot be left, and its script cannot be stopped during a navigation: the navigation is stopped first.
 */
async function freeTab({ session, deadline }: ActionRun): Promise<void> {
  try {
    const cdp = await session.cdp();
    await untraced(session.context, () => cdp.send('Page.stopLoading'));
    await stopEndlessScript(session, FREE_WITHIN_MS, deadline, { atOnce: true });
  } catch (error) {
    deadline.log.debug('the tab could not be freed', { error: errorMessage(error) });
  }
}
