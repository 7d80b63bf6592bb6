export { type BudgetVerdict, createErrorBudget, createVisitBudget, type ErrorBudget, type VisitBudget } from './budgets.ts';
export { type ClickTarget, type ClickVerdict, judgeClick } from './clicks/judge-click.ts';
export { mergeGuardrails } from './merge-guardrails.ts';
export { createStuckDetector, type StuckDetector } from './stuck/stuck-detector.ts';
export type { StuckAction } from './stuck/stuck-signature.ts';
export type { StuckVerdict } from './stuck/stuck-verdict.ts';
export { addressKind } from './url/address.ts';
export { loggableUrl } from './url/page-url.ts';
export { createUrlPolicy, type UrlPolicy, type UrlRule, type UrlVerdict } from './url/url-policy.ts';
