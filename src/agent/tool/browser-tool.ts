import { type Action, type ActionName, type Command, type CommandName, definitionOf, parseAction, SEQUENCE } from '../../actions/index.ts';
import type { ToolSpec } from '../../model/index.ts';
import { DONE_ACTION, DONE_DESCRIPTION, doneProperties } from '../judging/final-answer.ts';
import { describeAction, mergedProperties, objectSchemaOf, offeredArguments, type ToolAction } from './tool-schema.ts';

export type ParsedCall =
  | { ok: true; kind: 'command'; command: Command; note: string | undefined }
  | { ok: true; kind: 'done'; input: Record<string, unknown>; note: string | undefined }
  /** `problem` is a sentence for the model. */
  | { ok: false; problem: string };

export interface BrowserTool {
  spec: ToolSpec;
  /** Validates a call and returns its command. */
  parse(input: Record<string, unknown>): ParsedCall;
}

type Actions = ReadonlyMap<string, ToolAction & { readonly name: ActionName }>;

export const TOOL_NAME = 'browser_dom';
const NOTE = 'note';

/**
 * The agent's one tool. Its schema is flat (an `action` and the arguments of all actions side by side), because
 * providers differ in their support of unions; descriptions say which argument belongs to which action, and `parse`
 * checks it. Omits actions that are not in `allowed` or that only a playbook may use.
 */
export function createBrowserTool(allowed: readonly CommandName[]): BrowserTool {
  const actions: Actions = new Map(
    allowed.flatMap((name) => {
      if (name === SEQUENCE.name) return [];
      const { title, brief, input, traits } = definitionOf(name);
      return traits.drivers.includes('agent') ? [[name, { name, title, brief, shape: objectSchemaOf(input) }] as const] : [];
    }),
  );
  const sequences = allowed.includes(SEQUENCE.name);
  const names = [...actions.keys(), ...(sequences ? [SEQUENCE.name] : []), DONE_ACTION];
  return {
    spec: { name: TOOL_NAME, description: describeTool(actions, sequences), inputSchema: inputSchema(actions, sequences, names) },
    parse(input) {
      const { action, [NOTE]: given, ...rest } = input;
      if (typeof action !== 'string' || !names.includes(action)) {
        const what = action === undefined ? 'The argument "action" is missing' : `There is no action ${JSON.stringify(action)}`;
        return { ok: false, problem: `${what}. Actions: ${names.join(', ')}.` };
      }
      const note = typeof given === 'string' && given.trim() !== '' ? given.trim() : undefined;
      if (action === DONE_ACTION) return { ok: true, kind: 'done', input: rest, note };
      const command = action === SEQUENCE.name ? parseSequence(rest, actions) : parseOne(action, rest, actions);
      return typeof command === 'string' ? { ok: false, problem: command } : { ok: true, kind: 'command', command, note };
    },
  };
}

/** The sequence, or what is wrong with it. */
function parseSequence(rest: Record<string, unknown>, actions: Actions): Command | string {
  const { actions: items } = rest;
  const known = [...actions.keys()].join(', ');
  if (!Array.isArray(items) || items.length === 0 || items.length > SEQUENCE.maxLength) {
    return `${SEQUENCE.name} needs "actions": a list of 1 to ${SEQUENCE.maxLength} actions with their arguments.`;
  }
  const parsed: Action[] = [];
  for (const [index, item] of items.entries()) {
    const { action, ...rest }: Record<string, unknown> = typeof item === 'object' && item !== null ? item : {};
    if (typeof action !== 'string' || !actions.has(action)) return `Action ${index + 1} of the sequence is not one of ${known}.`;
    const one = parseOne(action, rest, actions);
    if (typeof one === 'string') return `Action ${index + 1} of the sequence: ${one}`;
    parsed.push(one);
  }
  return { action: SEQUENCE.name, actions: parsed };
}

/**
 * The action with its arguments, or what is wrong with them. Drops the empty values (null, '', false, 0, []) with which
 * models fill arguments that the action does not have.
 */
function parseOne(name: string, given: Record<string, unknown>, actions: Actions): Action | string {
  const action = actions.get(name);
  if (action === undefined) return `There is no action ${JSON.stringify(name)}.`;
  const { properties = {}, required = [] } = action.shape;
  const own: Record<string, unknown> = {};
  for (const [argument, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    const property = Object.hasOwn(properties, argument) ? properties[argument] : undefined;
    // A single value for a list means a list of one.
    if (property) own[argument] = property.type === 'array' && !Array.isArray(value) ? [value] : value;
    else if (!isEmpty(value))
      return `${name} takes no "${argument}" (it takes: ${offeredArguments(action.shape).join(', ') || 'nothing'}).`;
  }
  const missing = required.filter((argument) => own[argument] === undefined);
  if (missing.length > 0) return `${name} needs ${missing.map((argument) => `"${argument}"`).join(' and ')}.`;
  const parsed = parseAction(action.name, own);
  return parsed.ok ? parsed.action : `The input of ${name} is invalid: ${parsed.problems.join('; ')}.`;
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === false || value === 0 || (Array.isArray(value) && value.length === 0);
}

function inputSchema(actions: Actions, sequences: boolean, names: readonly string[]) {
  const single = [...actions.values()];
  const properties = mergedProperties(single);
  const sequence = {
    type: 'array',
    description: `for ${SEQUENCE.name}: the actions, each with its arguments`,
    // Without the arguments, which stand above: repeated, they would be a fifth of the tool. `parse` checks them.
    items: { type: 'object', properties: { action: { type: 'string' } }, required: ['action'] },
  };
  return {
    type: 'object',
    properties: {
      action: { type: 'string', enum: names },
      ...properties,
      ...(sequences && { actions: sequence }),
      ...doneProperties,
      [NOTE]: { type: 'string', description: 'a fact to keep: older pages and results are forgotten' },
    },
    required: ['action'],
  };
}

function describeTool(actions: Actions, sequences: boolean): string {
  const lines = [...actions.values()].map((action) => `- ${describeAction(action)}`);
  if (sequences) lines.push(`- ${SEQUENCE.name}(actions): up to ${SEQUENCE.maxLength} in order, until one fails`);
  return ['Controls the page. One action per call:', ...lines, `- ${DONE_DESCRIPTION}`].join('\n');
}
