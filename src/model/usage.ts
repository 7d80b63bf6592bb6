import type { TokenUsage } from '../contract/index.ts';

export const noUsage: TokenUsage = Object.freeze({ input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: 0 });

/** Adds two usages; the cost is null if either has none. */
export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input: a.input + b.input,
    cached: a.cached + b.cached,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
    cost_usd: a.cost_usd === null || b.cost_usd === null ? null : a.cost_usd + b.cost_usd,
  };
}
