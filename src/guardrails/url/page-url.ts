import { shorten } from '../../base/index.ts';

/**
 * Two visits with the same key are one page: scheme, host (any case), port, path without trailing slash, query. A fragment counts only
 * as a route (`#/orders`, `#!/orders`); a plain anchor is the same page. The key of a text that is not a URL is the trimmed text.
 */
export function pageKey(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text.trim();
  const path = url.pathname.length > 1 && url.pathname.endsWith('/') ? url.pathname.replace(/\/+$/, '') : url.pathname;
  const route = /^#!?\//.test(url.hash) ? url.hash.replace(/\/+$/, '') : '';
  if (url.host === '') return `${url.protocol}${path}${url.search}`;
  return `${url.protocol}//${url.host.replace(/\.+(?=:\d|$)/, '')}${path === '/' ? '' : path}${url.search}${route}`;
}

/** A URL for the logs of the guards: no user, no password, no fragment, no values in the query, at most 300 characters. */
export function loggableUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) return '(not a URL)';
  const whole = url.host === '' ? url.protocol : `${url.protocol}//${url.host}${url.pathname}`;
  const line = url.search === '' ? whole : `${whole}?…`;
  return shorten(line, 300);
}
