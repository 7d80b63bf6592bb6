import { AGENT_COMMANDS, type CommandName, commandTraits, type Traits } from '../actions/index.ts';
import type { GoalType } from '../contract/index.ts';

/**
 * What an element is for. `submit`: submits a form that may write; `dangerous_button`: a button or link labelled with a
 * deletion or a payment; `account_control`: sign out, password, profile; `other`: elements without an action, such as
 * text.
 */
export const ELEMENT_KINDS = [
  'link',
  'button',
  'submit',
  'dangerous_button',
  'form_field',
  'file_input',
  'account_control',
  'other',
] as const;
export type ElementKind = (typeof ELEMENT_KINDS)[number];

/** What a run with a goal type sees and may do. */
export interface GoalLimits {
  readonly kinds: readonly ElementKind[];
  readonly actions: readonly CommandName[];
}

function actionsFor(...goals: Traits['leastGoal'][]): CommandName[] {
  return AGENT_COMMANDS.filter((name) => goals.includes(commandTraits(name).leastGoal));
}

const looking: GoalLimits = {
  kinds: ['link', 'button', 'other'],
  actions: actionsFor('look'),
};

const acting: GoalLimits = {
  kinds: [...looking.kinds, 'submit', 'dangerous_button', 'form_field'],
  actions: actionsFor('look', 'act'),
};

/**
 * The limits of each goal type. read and navigate: no forms, dangerous buttons, account controls, typing or sequences.
 * interact: also forms and buttons, dangerous ones included (the click guard judges those). fill_form: everything an
 * agent can do. None includes actions that only playbooks have.
 */
export const GOAL_LIMITS: Readonly<Record<GoalType, GoalLimits>> = {
  read: looking,
  navigate: looking,
  interact: acting,
  fill_form: { kinds: ELEMENT_KINDS, actions: AGENT_COMMANDS },
};
