import type { ErrorBody, TokenUsage } from '../contract/index.ts';
import type { AgentBudgets } from './agent-types.ts';

/** A recovery is short: it only finishes the few remaining steps of a playbook. */
const MAX_RECOVERY_STEPS = 20;

export function effectiveBudgets(budgets: AgentBudgets, recovery: boolean): AgentBudgets {
  return recovery ? { ...budgets, maxSteps: Math.min(budgets.maxSteps, MAX_RECOVERY_STEPS) } : budgets;
}

/** The error for a budget that is used up; undefined while there is room for another step. */
export function usedUp(budgets: AgentBudgets, steps: number, tokens: TokenUsage): ErrorBody | undefined {
  if (steps >= budgets.maxSteps) return exceeded('steps', budgets.maxSteps, `its ${budgets.maxSteps} steps`);
  const total = tokens.input + tokens.output;
  if (budgets.maxTokens !== undefined && total >= budgets.maxTokens) {
    return exceeded('tokens', budgets.maxTokens, `its ${budgets.maxTokens} tokens (${total} used)`);
  }
  if (budgets.maxCostUsd === undefined) return undefined;
  if (tokens.cost_usd === null) {
    return {
      code: 'SETUP_FAILED',
      message: 'A money budget is set but the model has no price: add it to a price file (ROTE_PRICES) or omit the budget.',
      details: { rule: 'agent_budget', budget: 'cost_usd' },
    };
  }
  if (tokens.cost_usd < budgets.maxCostUsd) return undefined;
  return exceeded('cost_usd', budgets.maxCostUsd, `its $${budgets.maxCostUsd} ($${tokens.cost_usd.toFixed(4)} spent)`);
}

function exceeded(budget: string, limit: number, words: string): ErrorBody {
  return {
    code: 'GUARDRAIL_BLOCKED',
    message: `The agent used up ${words} before the job was finished.`,
    details: { rule: 'agent_budget', budget, limit },
  };
}
