import type { BrowserContext } from 'playwright-core';
import { type InnerSession, innerContext } from './inner-context.ts';

const DEFAULT_LOCALE = 'en-US';

/** The languages that Chromium names for a locale: `de-DE`, then `de`. */
export function languagesOf(locale = DEFAULT_LOCALE): string[] {
  return [...new Set([locale, new Intl.Locale(locale).language])];
}

/** The header `Accept-Language` as Chromium writes it: `de-DE,de;q=0.9`. */
export function acceptLanguage(locale: string | undefined): string {
  return languagesOf(locale)
    .map((language, index) => (index === 0 ? language : `${language};q=${1 - index / 10}`))
    .join(',');
}

const USER_AGENT = 'Emulation.setUserAgentOverride';
const widened = new WeakSet<object>();

/**
 * Playwright gives Chromium the locale of a context as its only language, so `Accept-Language` and `navigator.languages` would lack the
 * fallback (`de`), by which applications often choose. This adds it to the message with which Playwright sets up each page, frame and
 * worker, for which it has no public way; a header of the context (`extraHTTPHeaders`) does not reach documents. Without the inner
 * object of the expected Playwright, only the fallback is missing.
 */
export function sendWholeLanguages(context: BrowserContext): void {
  const { browser } = innerContext(context);
  const prototype = browser && (Object.getPrototypeOf(browser) as InnerSession);
  const send = prototype?.send;
  if (prototype === undefined || send === undefined || widened.has(prototype)) return;
  widened.add(prototype);
  prototype.send = function (this: InnerSession, method: string, params?: object) {
    return send.call(this, method, method === USER_AGENT ? withFallback(params) : params);
  };
}

function withFallback(params: { acceptLanguage?: string } = {}): object {
  const { acceptLanguage: locale } = params;
  return locale === undefined ? params : { ...params, acceptLanguage: languagesOf(locale).join(',') };
}
