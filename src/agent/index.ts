export type { AgentBudgets, AgentResult, AgentScope, AgentTask, PageMarks, PageView } from './agent-types.ts';
export type { ToolAction } from './browser-tool.ts';
export { createClickJudge } from './click-judge.ts';
export { createGoalJudge, type GoalJudge } from './goal-judge.ts';
export { runAgent } from './run-agent.ts';
