export { createDispatcher } from './dispatcher.ts';
export type { DispatcherDeps } from './dispatcher-deps.ts';
export type {
  ActionLog,
  ActionOutcome,
  ActionRequest,
  ClickJudge,
  ClickToJudge,
  Confirm,
  Dispatcher,
  Driver,
  ScopeCheck,
} from './dispatcher-types.ts';
export { createRunGuard, type RunGuard } from './guards/run-guard.ts';
