export { type AskGoal, classifyGoal, type GoalVerdict, judgeGoal } from './classify-goal.ts';
export type { ElementKind } from './element-kind.ts';
export { createPageMarks, type PageMarks, wrapPageText } from './page-marks.ts';
export { createTextScreen, type Redaction, redactInjections, type TextSource } from './redaction/redact-injections.ts';
export { actionAllowed, createScope, dialogAcceptable, onlyLooks, type Scope, type ScopeVerdict } from './scope.ts';
