export type { AgentBudgets, AgentChanges, AgentResult, AgentScope, AgentTask, Change, ConfirmSuccess, PageView } from './agent-types.ts';
export { createClickJudge } from './judging/click-judge.ts';
export { createGoalJudge, type GoalJudge } from './judging/goal-judge.ts';
export { runAgent } from './run-agent.ts';
