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

/** Refusals by the policy, and those because the run is read-only. */
export function byRule(refusals: readonly Refusal[]): { refusals: Refusal[]; readOnly: Refusal[] } {
  const [readOnly, others] = [true, false].map((wanted) => refusals.filter(({ rule }) => (rule === 'read_only') === wanted));
  return { refusals: others!, readOnly: readOnly! };
}

/** More would fill what an agent reads; the report names all kinds. */
const MAX_NOTES = 3;

/**
 * The outcome of an action in a read-only run. A form that the network refused makes it fail, and the page stays. Anything else is a note,
 * since it may be a statistic; an error gets it too. `late`: refused after the previous action had ended.
 */
export function readOnlyVerdict(
  refused: readonly Refusal[],
  late: readonly Refusal[],
  error: ErrorBody | undefined,
): { notes: string[]; error: ErrorBody | undefined } {
  const form = refused.find(({ isNavigation }) => isNavigation);
  const reasons = [...new Set(refused.map(({ reason }) => reason))].slice(0, MAX_NOTES);
  const notes = [...new Set(late.map(({ reason }) => `After the previous action, the network refused this: ${reason}`))].slice(
    0,
    MAX_NOTES,
  );
  if (error !== undefined) return { notes, error: { ...error, message: [error.message, ...reasons].join(' ') } };
  if (form === undefined) return { notes: [...notes, ...reasons], error };
  return { notes, error: { code: 'GUARDRAIL_BLOCKED', message: form.reason, details: { rule: form.rule } } };
}

/** An allowed navigation of a main frame that failed: an unknown name, a refused connection, a lost answer. */
export function lostNavigation(
  failures: readonly EgressFailure[],
  visited: readonly string[],
  failedPages: readonly string[],
): ErrorBody | undefined {
  // Where the proxy answers for the site, its answer is a visited page; a tunnel that breaks is a failed page.
  const isPage = (one: EgressFailure) =>
    failedPages.some((url) => samePage(url, one)) || (!one.isTunnel && visited.some((url) => samePage(url, one)));
  const failure = failures.findLast(isPage);
  if (failure === undefined) return undefined;
  const options = { failure: actionFailure('navigation_failed'), details: { network: failure.code } };
  return toErrorBody(new RoteError('STEP_FAILED', `${failure.url} could not be loaded: ${failure.reason}`, options));
}

/** The proxy does not log query values; of a tunnel it knows only host and port. */
function samePage(visited: string, { url, isTunnel }: EgressFailure): boolean {
  const [page, other] = [URL.parse(visited), URL.parse(url)];
  if (page === null || other === null || page.host !== other.host) return false;
  return isTunnel || page.pathname === other.pathname;
}
