import { type Action, aimOf } from '../../actions/index.ts';
import type { ErrorBody, GuardrailSettings } from '../../contract/index.ts';
import { createErrorBudget, createStuckDetector, createUrlPolicy, createVisitBudget, type UrlPolicy } from '../../guardrails/index.ts';
import type { ActionRequest } from '../dispatcher-types.ts';

export interface EndedAction {
  request: ActionRequest<Action>;
  ok: boolean;
  /** Where the page is now. */
  url: string;
}

export interface EndVerdict {
  hint?: { level: 'hint' | 'warning' | 'stop'; text: string };
  /** The run must end now. */
  stop?: ErrorBody;
}

/** The guardrails of one run and their counters. Playbook, recovery and agent share one. */
export interface RunGuard {
  readonly settings: GuardrailSettings;
  readonly policy: UrlPolicy;
  /** Checks a navigation against the policy and the page budget; undefined if it is allowed. */
  beforeNavigation(url: string): ErrorBody | undefined;
  /** Checks a request of an API step: the policy for navigations, without the page budget. */
  request(url: string): ErrorBody | undefined;
  /** Whether a page may stay open at this address; undefined if it may. */
  mayStay(url: string): ErrorBody | undefined;
  /** Counts the pages that main frames really visited. Returns the first that is forbidden or exceeds the budget. */
  visited(urls: readonly string[]): { error: ErrorBody; url: string } | undefined;
  ended(action: EndedAction): EndVerdict;
}

/** Throws RoteError VALIDATION_FAILED for invalid domain patterns. */
export function createRunGuard(settings: GuardrailSettings): RunGuard {
  const policy = createUrlPolicy(settings);
  const visits = createVisitBudget(settings.max_urls_visited);
  const errors = createErrorBudget(settings.max_consecutive_errors);
  const stuck = createStuckDetector(settings);

  const judge = (url: string): ErrorBody | undefined => {
    const verdict = policy.checkUrl(url, 'navigation');
    if (verdict.ok) return undefined;
    return { code: 'GUARDRAIL_BLOCKED', message: verdict.reason, details: { rule: verdict.rule } };
  };

  /** A blob: address holds what a page of its origin made, so it is judged as that origin. */
  const judgeVisit = (url: string) => {
    if (url.startsWith('chrome-error:')) return undefined;
    return judge(url.startsWith('blob:') ? new URL(url).origin : url);
  };

  return {
    settings,
    policy,
    beforeNavigation(url) {
      const error = judge(url);
      if (error) return error;
      const budget = visits.check(url);
      return budget.ok ? undefined : budgetError(budget.reason);
    },
    request: judge,
    mayStay: judgeVisit,
    visited(urls) {
      for (const url of urls) {
        const error = judgeVisit(url);
        if (error) return { url, error: { ...error, message: `The page left the allowed addresses: ${error.message}` } };
        if (isNoPage(url)) continue;
        const budget = visits.visit(url);
        if (!budget.ok) return { url, error: budgetError(budget.reason) };
      }
      return undefined;
    },
    ended({ request, ok, url }) {
      const { selector, text, url: target } = aimOf(request.command);
      const verdict = stuck.record({
        action: request.command.action,
        target: typeof target === 'string' ? target : (selector ?? ''),
        ok,
        url,
        typedText: text !== undefined,
        // A playbook is a finite list that a person wrote: paging six times with one button is intended. Failures count
        // as usual.
        progress: ok && request.driver === 'playbook',
      });
      const hint = verdict.level === 'none' ? undefined : { level: verdict.level, text: verdict.message };
      const budget = errors.record(ok);
      if (verdict.level === 'stop') return { hint, stop: { code: 'STUCK', message: verdict.message, details: { reason: verdict.reason } } };
      if (budget.ok) return { hint };
      return { hint, stop: { code: 'GUARDRAIL_BLOCKED', message: budget.reason, details: { rule: 'max_consecutive_errors' } } };
    },
  };
}

/** The browser's error page stands for a failed navigation, and no server sent a blob: neither counts as a visited page. */
function isNoPage(url: string): boolean {
  return url.startsWith('chrome-error:') || url.startsWith('blob:');
}

function budgetError(reason: string): ErrorBody {
  return { code: 'GUARDRAIL_BLOCKED', message: reason, details: { rule: 'max_urls_visited' } };
}
