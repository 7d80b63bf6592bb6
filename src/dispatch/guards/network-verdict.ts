import { actionFailure, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import type { EgressFailure, Refusal } from '../../egress/index.ts';

/**
 * A navigation of a main frame that the network refused: the browser shows an error page, the driver gets the reason.
 * `pages`: the addresses that main frames visited or failed to load.
 */
export function refusedNavigation(refusals: readonly Refusal[], pages: readonly string[]): { error: ErrorBody; url: string } | undefined {
  const refusal = refusals.find((one) => pages.some((url) => URL.parse(url)?.host === one.host));
  if (refusal === undefined) return undefined;
  return {
    url: refusal.url,
    error: { code: 'GUARDRAIL_BLOCKED', message: `The network refused ${refusal.url}: ${refusal.reason}`, details: { rule: refusal.rule } },
  };
}

/** An allowed navigation of a main frame that failed: an unknown name, a refused connection, a lost answer. */
export function lostNavigation(
  failures: readonly EgressFailure[],
  visited: readonly string[],
  failedPages: readonly string[],
): ErrorBody | undefined {
  // For http the proxy itself answers, which counts as a visited page; for https the tunnel breaks, which is a failed
  // page.
  const isPage = (one: EgressFailure) =>
    failedPages.some((url) => samePage(url, one.url)) || visited.some((url) => url.startsWith('http:') && samePage(url, one.url));
  const failure = failures.findLast(isPage);
  if (failure === undefined) return undefined;
  const options = { failure: actionFailure('navigation_failed'), details: { network: failure.code } };
  return toErrorBody(new RoteError('STEP_FAILED', `${failure.url} could not be loaded: ${failure.reason}`, options));
}

/** The proxy does not log query values; for https it knows only host and port. */
function samePage(visited: string, logged: string): boolean {
  const [page, other] = [URL.parse(visited), URL.parse(logged)];
  if (page === null || other === null || page.host !== other.host) return false;
  return other.protocol === 'https:' || page.pathname === other.pathname;
}
