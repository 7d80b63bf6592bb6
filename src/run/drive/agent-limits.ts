import { aimOf, isSequence, traitsOf } from '../../actions/index.ts';
import type { GoalJudge } from '../../agent/index.ts';
import type { Deadline } from '../../base/index.ts';
import { actionAllowed, createScope, dialogAcceptable, judgeGoal, type Scope } from '../../blinders/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import type { Handoff, Profile, RunConfig } from '../../contract/index.ts';
import { isRef } from '../../contract/index.ts';
import type { ScopeCheck } from '../../dispatch/index.ts';
import { createUrlPolicy } from '../../guardrails/index.ts';
import { refuseSpent, type SpentEffect } from './spent-effects.ts';

/** What an agent may see and do in this run. */
export interface AgentLimits {
  scope: Scope;
  /** Domain globs that it may open pages of; undefined = the guardrails alone decide. */
  navigable: string[] | undefined;
  check: ScopeCheck;
  redactPatterns: readonly string[];
}

/**
 * The scope of a directive: goal type by model, else by rules; named domains; the profile. A recovery does what its playbook's
 * author wrote down, so it sees forms; dangerous clicks are judged as usual.
 */
export async function limitsOf(
  given: {
    config: RunConfig;
    profile: Profile | undefined;
    handoff: Handoff | undefined;
    judge: GoalJudge | undefined;
    /** Effects that must not be repeated, and the browser to check against. */
    spent?: { session: BrowserSession; effects: readonly SpentEffect[] };
  },
  deadline: Deadline,
): Promise<AgentLimits> {
  const { config, profile, handoff, judge, spent } = given;
  const overrides = profile?.blinders ?? {};
  const goal = handoff ? 'fill_form' : (await judgeGoal(config.directive, judge && ((text) => judge(text, deadline)))).goalType;
  deadline.throwIfEnded();
  const scope = createScope(config.directive, goal, overrides);
  const start = config.start_url === undefined ? [] : [new URL(config.start_url).hostname];
  const navigable = scope.domains.length === 0 ? undefined : [...scope.domains, ...start];
  const policy = navigable && createUrlPolicy({ allowed_domains: navigable, blocked_domains: [], allow_private_networks: true });
  return {
    scope,
    navigable,
    redactPatterns: overrides.redact_patterns ?? [],
    check: async (command, deadline) => {
      const verdict = actionAllowed(scope, command.action);
      if (!verdict.ok) return verdict.reason;
      if (isSequence(command)) return undefined;
      const mayAgree = command.dialog === 'accept' ? dialogAcceptable(scope) : verdict;
      if (!mayAgree.ok) return mayAgree.reason;
      if (command.action === 'goto' && policy && !policy.checkUrl(command.url, 'navigation').ok) {
        return `The directive names ${scope.domains.join(', ')}, so ${command.url} may not be opened.`;
      }
      const { selector, to } = aimOf(command);
      // If kinds are hidden, the element must be one that the agent was shown.
      const needsRef = scope.hiddenKinds.length > 0 && traitsOf(command.action).target === 'element';
      const other = [selector, to].find((one) => one !== undefined && !isRef(one.trim()));
      if (needsRef && other !== undefined) {
        return `In this run, name elements by their ref from the latest observation (such as e12), not by the selector ${other}.`;
      }
      return spent && refuseSpent(spent.session, spent.effects, command, deadline);
    },
  };
}
