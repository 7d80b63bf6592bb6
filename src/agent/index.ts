export type { AgentBudgets, AgentChanges, AgentResult, AgentScope, AgentTask, Change, PageView } from './agent-types.ts';
export type { ConfirmSuccess } from './judging/answer-judge.ts';
export { createClickJudge } from './judging/click-judge.ts';
export { createGoalJudge, type GoalJudge } from './judging/goal-judge.ts';
export { runAgent } from './run-agent.ts';
