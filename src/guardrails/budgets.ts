import { loggableUrl, pageKey } from './url/page-url.ts';

export type BudgetVerdict = { ok: true } | { ok: false; reason: string };

/** Counts the distinct pages that a run visited. Reloads, returns and about:blank cost nothing; failed navigations are not reported to it. */
export interface VisitBudget {
  /** Whether going to `url` would stay within the budget. Call it before a navigation; changes nothing. */
  check(url: string): BudgetVerdict;
  /** Records that the page went to `url`. Not ok: this page exceeds the budget, and stays counted. */
  visit(url: string): BudgetVerdict;
  /** Distinct pages so far. */
  visited(): number;
}

export function createVisitBudget(maxUrls: number): VisitBudget {
  const pages = new Set<string>();
  const costs = (url: string) => !url.startsWith('about:') && !pages.has(pageKey(url));
  const exceeded = (url: string): BudgetVerdict => ({
    ok: false,
    reason: `The run has used its ${maxUrls} pages (max_urls_visited), and ${loggableUrl(url)} would be one more.`,
  });
  return {
    check: (url) => (costs(url) && pages.size >= maxUrls ? exceeded(url) : { ok: true }),
    visit(url) {
      if (costs(url)) pages.add(pageKey(url));
      return pages.size > maxUrls ? exceeded(url) : { ok: true };
    },
    visited: () => pages.size,
  };
}

/** Counts errors without a success in between. */
export interface ErrorBudget {
  /** Records the end of an action. Not ok: this error exhausted the budget. */
  record(ok: boolean): BudgetVerdict;
  consecutive(): number;
}

export function createErrorBudget(maxConsecutive: number): ErrorBudget {
  let errors = 0;
  return {
    record(ok) {
      errors = ok ? 0 : errors + 1;
      if (errors < maxConsecutive) return { ok: true };
      return { ok: false, reason: `${errors} actions in a row have failed (max_consecutive_errors is ${maxConsecutive}).` };
    },
    consecutive: () => errors,
  };
}
