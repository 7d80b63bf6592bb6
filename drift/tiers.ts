import type { RunReport } from '../src/contract/index.ts';
import { bindPlaybook, extractParameters, type Playbook, selectorsOf } from '../src/playbook/index.ts';

/** What got a step through: the first selector, another one of its chain, a second attempt, the agent, or nothing. */
export type Tier = 'primary' | 'fallback' | 'retry' | 'agent' | 'none';

export interface BrokenStep {
  /** 1-based; 0 is the login. */
  readonly step: number;
  readonly description: string;
  readonly tier: Tier;
  /** What went wrong, according to the report. */
  readonly why: string;
}

/** The steps of a run that did not go as recorded, in order, with who helped. */
export function brokenSteps(report: RunReport, playbook: Playbook, params: Record<string, string | number>, baseUrl: string): BrokenStep[] {
  const chains = chainsOf(playbook, report.directive, params, baseUrl);
  return report.step_results.flatMap((result): BrokenStep[] => {
    const { step, description, attempts, status } = result;
    const broken = (tier: Tier, why: string) => [{ step, description, tier, why }];
    if (status === 'recovered') return broken('agent', result.detail ?? '');
    if (status === 'failed') return broken('none', result.detail ?? result.error?.message ?? '');
    if (attempts > 1) return broken('retry', `attempt ${attempts}`);
    const chain = chains.get(step) ?? [];
    const [primary] = chain;
    if (result.selector === undefined || primary === undefined || result.selector.includes(primary)) return [];
    return broken('fallback', chain.find((selector) => result.selector?.includes(selector)) ?? result.selector);
  });
}

/** The selectors of each step with values filled in; steps that depend on values of earlier ones stay as written. */
function chainsOf(
  playbook: Playbook,
  directive: string,
  params: Record<string, string | number>,
  baseUrl: string,
): Map<number, readonly string[]> {
  const given = extractParameters(playbook, directive, { base_url: baseUrl, ...params });
  const bound = given.ok ? bindPlaybook(playbook, { base_url: baseUrl, ...given.values }) : undefined;
  const steps = bound?.ok ? bound.playbook.steps : playbook.steps;
  return new Map(steps.map((step, index) => [index + 1, selectorsOf(step)]));
}
