import type { z } from 'zod';
import type { ActionDefinition } from './define-action.ts';
import type { Traits } from './traits.ts';
import { apiRequest } from './vocabulary/api-request.ts';
import { check } from './vocabulary/check.ts';
import { click } from './vocabulary/click.ts';
import { closeTab } from './vocabulary/close-tab.ts';
import { download } from './vocabulary/download.ts';
import { drag } from './vocabulary/drag.ts';
import { evaluate } from './vocabulary/evaluate.ts';
import { extract } from './vocabulary/extract.ts';
import { getDom } from './vocabulary/get-dom.ts';
import { goto } from './vocabulary/goto.ts';
import { hover } from './vocabulary/hover.ts';
import { keyPress } from './vocabulary/key-press.ts';
import { screenshot } from './vocabulary/screenshot.ts';
import { scroll } from './vocabulary/scroll.ts';
import { select } from './vocabulary/select.ts';
import { switchTab } from './vocabulary/switch-tab.ts';
import { upload } from './vocabulary/upload.ts';
import { waitFor } from './vocabulary/wait-for.ts';

/** Every action, in the order in which documentation and tools list them. */
const all = [
  goto,
  click,
  hover,
  drag,
  screenshot,
  keyPress,
  scroll,
  extract,
  getDom,
  waitFor,
  select,
  check,
  upload,
  download,
  switchTab,
  closeTab,
  evaluate,
  apiRequest,
] as const;

export type Definitions = { readonly [Definition in (typeof all)[number] as Definition['name']]: Definition };

/** Every action by its name. */
export const ACTIONS = Object.fromEntries(all.map((definition) => [definition.name, definition])) as Definitions;

export type ActionName = keyof Definitions;

/** An action to perform: its name and its validated input, with defaults filled in. */
export type ActionByName = {
  readonly [Name in ActionName]: { readonly action: Name } & Readonly<z.output<Definitions[Name]['input']>>;
};
export type Action = ActionByName[ActionName];

/** An action as code writes it: fields with a default may be omitted. */
export type ActionInput = { [Name in ActionName]: { readonly action: Name } & Readonly<z.input<Definitions[Name]['input']>> }[ActionName];

/** The names of the actions that playbook steps can use. */
export type PlaybookActionName = {
  [Name in ActionName]: 'playbook' extends Definitions[Name]['traits']['drivers'][number] ? Name : never;
}[ActionName];

/** The definition of an action, whichever it is. */
export type AnyAction = ActionDefinition<ActionName>;

export function definitionOf(name: ActionName): AnyAction {
  return ACTIONS[name] as unknown as AnyAction;
}

export function traitsOf(name: ActionName): Traits {
  return ACTIONS[name].traits;
}

/** Whether a step or record of this name returns requested text; false for a name that is not an action (a login). */
export function outputsText(name: string): boolean {
  return Object.hasOwn(ACTIONS, name) && traitsOf(name as ActionName).output === 'text';
}

export function actionsOf(driver: Traits['drivers'][number]): AnyAction[] {
  return all.filter(({ traits }) => (traits as Traits).drivers.includes(driver)) as unknown as AnyAction[];
}
