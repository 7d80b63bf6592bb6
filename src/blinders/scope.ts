import type { CommandName } from '../actions/index.ts';
import type { BlinderOverrides, GoalType } from '../contract/index.ts';
import { ELEMENT_KINDS, type ElementKind, GOAL_LIMITS } from './element-kind.ts';
import { namedDomains } from './named-domains.ts';

/**
 * What one run may see and do. Plain data: used in the page, in the tool's schema and in the check before each action.
 */
export interface Scope {
  readonly goalType: GoalType;
  /** The actions that exist for the agent. */
  readonly actions: readonly CommandName[];
  /** Elements of these kinds never leave the page. */
  readonly hiddenKinds: readonly ElementKind[];
  /** Domain globs that the directive names; if empty, only the guardrails decide. */
  readonly domains: readonly string[];
}

export type ScopeVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * The scope for a directive and its goal type. A profile may set another goal type and remove actions and kinds; it
 * cannot add an action or kind that the goal type lacks.
 */
export function createScope(directive: string, goalType: GoalType, overrides: BlinderOverrides = {}): Scope {
  const goal = overrides.goal_type ?? goalType;
  const limits = GOAL_LIMITS[goal];
  const alsoHidden: readonly string[] = overrides.hidden_kinds ?? [];
  return {
    goalType: goal,
    actions: limits.actions.filter((action) => !overrides.denied_actions?.includes(action)),
    hiddenKinds: ELEMENT_KINDS.filter((kind) => !limits.kinds.includes(kind) || alsoHidden.includes(kind)),
    domains: namedDomains(directive),
  };
}

/** Whether the scope permits this action on an element of this kind. Checked before every action of the agent. */
export function actionAllowed(scope: Scope, action: CommandName, targetKind?: ElementKind): ScopeVerdict {
  if (!scope.actions.includes(action)) {
    return refused(scope, `the action ${action} does not exist for it (it has ${scope.actions.join(', ')})`);
  }
  if (targetKind !== undefined && scope.hiddenKinds.includes(targetKind)) {
    return refused(scope, `${KIND_WORDS[targetKind]} may not be touched`);
  }
  return { ok: true };
}

function refused(scope: Scope, why: string): ScopeVerdict {
  return {
    ok: false,
    reason: `This run's goal is to ${GOAL_WORDS[scope.goalType]}: ${why}. Say in the directive that it is wanted, or set goal_type in a profile.`,
  };
}

const GOAL_WORDS: Record<GoalType, string> = {
  read: 'read',
  navigate: 'open a page',
  interact: 'use buttons and forms',
  fill_form: 'fill in a form',
};

const KIND_WORDS: Record<ElementKind, string> = {
  link: 'a link',
  button: 'a button',
  submit: 'a button that sends a form',
  dangerous_button: 'a button that destroys or pays',
  form_field: 'a field of a form',
  file_input: 'a field for files',
  account_control: 'a control of the account',
  other: 'an element of this kind',
};
