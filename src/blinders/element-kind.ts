import type { ActionName, GoalType } from '../contract/index.ts';
import { ACTION_NAMES, PLAYBOOK_ONLY_ACTIONS } from '../contract/index.ts';

/**
 * What an element is for. `submit`: sends a form that has fields; `dangerous_button`: a button or link whose words destroy or pay;
 * `account_control`: sign out, password, profile; `other`: all that is not to be acted on, such as text.
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
  readonly actions: readonly ActionName[];
}

const looking: GoalLimits = {
  kinds: ['link', 'button', 'other'],
  actions: ['goto', 'click', 'screenshot', 'scroll', 'extract', 'get_dom', 'wait_for', 'switch_tab'],
};

const acting: GoalLimits = {
  kinds: [...looking.kinds, 'submit', 'dangerous_button', 'form_field'],
  actions: [...looking.actions, 'key_press', 'select', 'download', 'execute_sequence'],
};

/**
 * The table. read and navigate: no forms, no dangerous buttons, no account controls, no typing, no sequences. interact: forms and buttons,
 * the dangerous ones too (the click guard judges those). fill_form: all that an agent can do. Actions of playbooks alone are in no row.
 */
export const GOAL_LIMITS: Readonly<Record<GoalType, GoalLimits>> = {
  read: looking,
  navigate: looking,
  interact: acting,
  fill_form: {
    kinds: ELEMENT_KINDS,
    actions: ACTION_NAMES.filter((action) => !PLAYBOOK_ONLY_ACTIONS.includes(action)),
  },
};
