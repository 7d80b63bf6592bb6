export { type AskGoal, classifyGoal, type GoalVerdict, judgeGoal } from './classify-goal.ts';
export { ELEMENT_KINDS, type ElementKind, GOAL_LIMITS, type GoalLimits } from './element-kind.ts';
export { namedDomains } from './named-domains.ts';
export { createPageMarks, type PageMarks, wrapPageText } from './page-marks.ts';
export { createTextScreen, REDACTED, type Redaction, redactInjections } from './redaction/redact-injections.ts';
export { actionAllowed, createScope, type Scope, type ScopeVerdict } from './scope.ts';
