import { z } from 'zod';
import { ACTIONS, type Action, type ActionName, actionsOf, traitsOf } from './actions.ts';
import type { Traits } from './traits.ts';

const MAX_LENGTH = 20;

/** Several actions in one call of an agent's tool. The call becomes a list of actions; no action consists of others. */
export const SEQUENCE = {
  name: 'execute_sequence',
  title: `Run 1 to ${MAX_LENGTH} actions in order; stops at the first that fails.`,
  maxLength: MAX_LENGTH,
  traits: { saysNothingNew: true, leastGoal: 'act' },
} as const;

export interface Sequence {
  readonly action: typeof SEQUENCE.name;
  /** 1 to `SEQUENCE.maxLength`. */
  readonly actions: readonly Action[];
}

/** What a driver requests in one call. */
export type Command = Action | Sequence;

export function isSequence(command: Command): command is Sequence {
  return command.action === SEQUENCE.name;
}

/** Whether the output of the command is an observation of the page. */
export function showsPage(command: Command): boolean {
  return !isSequence(command) && traitsOf(command.action).output === 'page';
}

export type CommandName = Command['action'];

/** The traits of a command, whether it is one action or a sequence. */
export function commandTraits(name: CommandName): Pick<Traits, 'saysNothingNew' | 'leastGoal'> {
  return name === SEQUENCE.name ? SEQUENCE.traits : traitsOf(name);
}

const forAgents: ActionName[] = actionsOf('agent').map(({ name }) => name);
const others = Object.values(ACTIONS).flatMap(({ name }) => (forAgents.includes(name) ? [] : [name]));

/** The commands that an agent can be offered: its actions, then the sequence. */
export const AGENT_COMMANDS: readonly CommandName[] = [...forAgents, SEQUENCE.name];

const commandNames = [...AGENT_COMMANDS, ...others] as [CommandName, ...CommandName[]];

export const commandNameSchema = z.enum(commandNames);

export function isCommandName(name: string): name is CommandName {
  return (commandNames as readonly string[]).includes(name);
}
