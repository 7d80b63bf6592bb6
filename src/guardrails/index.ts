export { addressKind } from './address.ts';
export { type BudgetVerdict, createErrorBudget, createVisitBudget, type ErrorBudget, type VisitBudget } from './budgets.ts';
export { type ClickTarget, type ClickVerdict, judgeClick } from './judge-click.ts';
export { mergeGuardrails } from './merge-guardrails.ts';
export { loggableUrl } from './page-url.ts';
export { createStuckDetector, type StuckDetector } from './stuck-detector.ts';
export type { StuckAction } from './stuck-signature.ts';
export type { StuckVerdict } from './stuck-verdict.ts';
export { createUrlPolicy, type UrlPolicy, type UrlRule, type UrlVerdict } from './url-policy.ts';
