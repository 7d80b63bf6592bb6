import type { CommandName } from '../actions/index.ts';
import type { BlinderOverrides, GoalType } from '../contract/index.ts';
import { ELEMENT_KINDS, type ElementKind, GOAL_LIMITS } from './element-kind.ts';
import { namedDomains } from './named-domains.ts';

/** What one run may see and do: plain data for the page, the tool's schema and the check before each action. */
export interface Scope {
  readonly goalType: GoalType;
  /** The actions that the agent has. */
  readonly actions: readonly CommandName[];
  /** Elements of these kinds never leave the page. */
  readonly hiddenKinds: readonly ElementKind[];
  /** Globs of the domains that the directive names. Empty: only the guardrails decide. */
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
    return refused(scope, `it does not include the action ${action} (only ${scope.actions.join(', ')})`);
  }
  if (targetKind !== undefined && scope.hiddenKinds.includes(targetKind)) {
    return refused(scope, `${KIND_WORDS[targetKind]} must not be used`);
  }
  return { ok: true };
}

/** Whether the goal needs nothing to be changed. */
export function onlyLooks({ goalType }: Scope): boolean {
  return goalType === 'read' || goalType === 'navigate';
}

/** Whether the scope permits agreeing to what a native dialog asks. A goal that only looks never needs it. */
export function dialogAcceptable(scope: Scope): ScopeVerdict {
  return onlyLooks(scope) ? refused(scope, 'it does not include accepting native dialogs') : { ok: true };
}

function refused(scope: Scope, why: string): ScopeVerdict {
  return {
    ok: false,
    reason: `This run's goal is to ${GOAL_WORDS[scope.goalType]}: ${why}. If it is needed, say so in the directive or set goal_type in a profile.`,
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
  submit: 'a button that submits a form',
  dangerous_button: 'a button that deletes or pays',
  form_field: 'a form field',
  file_input: 'a file field',
  account_control: 'an account control',
  other: 'an element of this kind',
};
