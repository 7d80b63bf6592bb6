import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { EgressFailure, Refusal } from '../../egress/index.ts';

/**
 * A main frame that went where the network refused it: the browser shows an error page, the driver gets the guard's reason. `pages`: where
 * main frames went, and what they asked for in vain.
 */
export function refusedNavigation(refusals: readonly Refusal[], pages: readonly string[]): { error: ErrorBody; url: string } | undefined {
  const refusal = refusals.find((one) => pages.some((url) => URL.parse(url)?.host === one.host));
  if (refusal === undefined) return undefined;
  return {
    url: refusal.url,
    error: { code: 'GUARDRAIL_BLOCKED', message: `The network refused ${refusal.url}: ${refusal.reason}`, details: { rule: refusal.rule } },
  };
}

/** A main frame that was allowed and did not get through: an unknown name, a refused connection, an answer that was lost. */
export function lostNavigation(
  failures: readonly EgressFailure[],
  visited: readonly string[],
  failedPages: readonly string[],
): ErrorBody | undefined {
  // An answer of the proxy's own is a page that was visited (http); a tunnel that broke is a page that failed (https).
  const isPage = (one: EgressFailure) =>
    failedPages.some((url) => samePage(url, one.url)) || visited.some((url) => url.startsWith('http:') && samePage(url, one.url));
  const failure = failures.findLast(isPage);
  if (failure === undefined) return undefined;
  const options = { failure: actionFailure('navigation_failed'), details: { network: failure.code } };
  return toErrorBody(new RoteError('STEP_FAILED', `${failure.url} could not be loaded: ${failure.reason}`, options));
}

/** Query values are not in what the proxy logs; of https it knows host and port alone. */
function samePage(visited: string, logged: string): boolean {
  const [page, other] = [URL.parse(visited), URL.parse(logged)];
  if (page === null || other === null || page.host !== other.host) return false;
  return other.protocol === 'https:' || page.pathname === other.pathname;
}
