import { z } from 'zod';
import { type Action, type ActionInput, type ActionName, definitionOf } from './actions.ts';

/** Input that is invalid for its action. The message is one sentence. */
export class InvalidAction extends Error {
  override readonly name = 'InvalidAction';
  readonly problems: readonly string[];

  constructor(action: ActionName, problems: readonly string[]) {
    super(`The input of ${action} is invalid: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

export type ParsedAction = { readonly ok: true; readonly action: Action } | { readonly ok: false; readonly problems: readonly string[] };

/** Validates an input as an action and fills in the defaults. */
export function parseAction(name: ActionName, input: unknown): ParsedAction {
  const parsed = definitionOf(name).input.safeParse(input);
  if (parsed.success) return { ok: true, action: { action: name, ...parsed.data } as Action };
  const problems = parsed.error.issues.map((issue) => `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message}`);
  return { ok: false, problems };
}

/** Like `parseAction`, but throws InvalidAction. */
export function readAction(name: ActionName, input: unknown): Action {
  const parsed = parseAction(name, input);
  if (!parsed.ok) throw new InvalidAction(name, parsed.problems);
  return parsed.action;
}

/** Makes an action in code. Throws InvalidAction. */
export function makeAction({ action, ...input }: ActionInput): Action {
  return readAction(action, input);
}

/** An action's arguments without those that equal their default. */
export function givenArguments({ action, ...input }: Action): Record<string, unknown> {
  const { fields } = definitionOf(action);
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => !isDefault(fields[name], value)));
}

function isDefault(field: unknown, value: unknown): boolean {
  return field instanceof z.ZodDefault && JSON.stringify(field.def.defaultValue) === JSON.stringify(value);
}
