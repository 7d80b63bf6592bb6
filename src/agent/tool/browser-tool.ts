import { z } from 'zod';
import { PLAYBOOK_ONLY_ACTIONS } from '../../contract/index.ts';
import type { ToolSpec } from '../../model/index.ts';
import { DONE_ACTION, DONE_DESCRIPTION, doneProperties } from '../judging/final-answer.ts';

/** An action as the browser room defines it; its schema is an object. */
export interface ToolAction {
  name: string;
  description: string;
  schema: z.ZodType;
}

export type ParsedCall =
  | { ok: true; action: string; input: Record<string, unknown>; note: string | undefined }
  /** `problem` is a sentence for the model. */
  | { ok: false; problem: string };

export interface BrowserTool {
  spec: ToolSpec;
  /** Checks the name of the action and which arguments it takes; their values are checked by the action itself. */
  parse(input: Record<string, unknown>): ParsedCall;
}

interface JsonObjectSchema {
  properties?: Record<string, Record<string, unknown>>;
  required?: string[];
}

export const TOOL_NAME = 'browser_dom';
const SEQUENCE = 'execute_sequence';
const NOTE = 'note';
const PLAYBOOK_ONLY: ReadonlySet<string> = new Set(PLAYBOOK_ONLY_ACTIONS);
/** Understood, but not offered: the defaults are right, and every argument less is one less to think about. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['timeout_ms', 'max_tokens']);

/**
 * The agent's one tool. Its schema is flat (an `action` and the arguments of all actions side by side), because providers differ in
 * what they take of unions; what belongs to which action is said in words and checked here. An action that is not given does not exist; one that only a
 * playbook may hold is left out even if it is given.
 */
export function createBrowserTool(allowed: readonly ToolAction[]): BrowserTool {
  const actions = allowed.filter(({ name }) => !PLAYBOOK_ONLY.has(name));
  const shapes = new Map(actions.map((action) => [action.name, objectSchemaOf(action)]));
  const names = [...shapes.keys(), DONE_ACTION];
  const single = [...shapes].filter(([name]) => name !== SEQUENCE);
  const properties = mergedProperties(single);
  const sequence = shapes.has(SEQUENCE)
    ? {
        actions: {
          type: 'array',
          description: `${SEQUENCE}: the actions in order, each with its arguments`,
          items: sequenceItem(single, properties),
        },
      }
    : {};
  return {
    spec: {
      name: TOOL_NAME,
      description: describeTool(actions, shapes),
      inputSchema: {
        type: 'object',
        properties: {
          action: { type: 'string', enum: names },
          ...properties,
          ...sequence,
          ...doneProperties,
          [NOTE]: { type: 'string', description: 'any action: a fact to keep for later; older pages and results are forgotten' },
        },
        required: ['action'],
      },
    },
    parse(input) {
      const { action, [NOTE]: note, ...rest } = input;
      if (typeof action !== 'string' || !names.includes(action)) {
        const given = action === undefined ? 'The argument "action" is missing' : `There is no action ${JSON.stringify(action)}`;
        return { ok: false, problem: `${given}. Actions: ${names.join(', ')}.` };
      }
      const kept = typeof note === 'string' && note.trim() !== '' ? note.trim() : undefined;
      if (action === DONE_ACTION) return { ok: true, action, input: rest, note: kept };
      if (action === SEQUENCE) return parseSequence(rest, shapes, kept);
      const own = ownArguments(action, rest, shapes);
      return typeof own === 'string' ? { ok: false, problem: own } : { ok: true, action, input: own, note: kept };
    },
  };
}

function parseSequence(rest: Record<string, unknown>, shapes: ReadonlyMap<string, JsonObjectSchema>, note: string | undefined): ParsedCall {
  if (!Array.isArray(rest.actions) || rest.actions.length === 0) {
    return { ok: false, problem: `${SEQUENCE} needs "actions": a list of 1 to 20 actions with their arguments.` };
  }
  const parts: Record<string, unknown>[] = [];
  for (const [index, item] of rest.actions.entries()) {
    const given: Record<string, unknown> = typeof item === 'object' && item !== null ? item : {};
    const { action, ...inner } = given;
    if (typeof action !== 'string' || !shapes.has(action) || action === SEQUENCE) {
      const possible = [...shapes.keys()].filter((name) => name !== SEQUENCE);
      return { ok: false, problem: `Action ${index + 1} of the sequence is none of ${possible.join(', ')}.` };
    }
    const own = ownArguments(action, inner, shapes);
    if (typeof own === 'string') return { ok: false, problem: `Action ${index + 1} of the sequence: ${own}` };
    parts.push({ action, ...own });
  }
  return { ok: true, action: SEQUENCE, input: { actions: parts }, note };
}

/** The action's own arguments, or what is wrong with them. Models fill what they do not need with null, '' or false: that is left out. */
function ownArguments(
  action: string,
  given: Record<string, unknown>,
  shapes: ReadonlyMap<string, JsonObjectSchema>,
): Record<string, unknown> | string {
  const shape = shapes.get(action);
  const known = Object.keys(shape?.properties ?? {});
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (known.includes(name)) own[name] = value;
    else if (!isEmpty(value))
      return `${action} takes no "${name}" (it takes: ${known.filter((one) => !NOT_OFFERED.has(one)).join(', ') || 'nothing'}).`;
  }
  const missing = (shape?.required ?? []).filter((name) => own[name] === undefined);
  return missing.length === 0 ? own : `${action} needs ${missing.map((name) => `"${name}"`).join(' and ')}.`;
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === false || value === 0 || (Array.isArray(value) && value.length === 0);
}

function objectSchemaOf(action: ToolAction): JsonObjectSchema {
  return z.toJSONSchema(action.schema, { io: 'input', unrepresentable: 'any' }) as JsonObjectSchema;
}

/** Every offered argument once; where actions describe it differently, each description is kept with the actions it belongs to. */
function mergedProperties(shapes: readonly [string, JsonObjectSchema][]): Record<string, Record<string, unknown>> {
  const merged = new Map<string, { schema: Record<string, unknown>; uses: Map<string, string[]> }>();
  for (const [action, { properties = {} }] of shapes) {
    for (const [name, { description = '', ...given }] of Object.entries(properties)) {
      if (NOT_OFFERED.has(name)) continue;
      const schema = simplified(given);
      const known = merged.get(name) ?? { schema, uses: new Map<string, string[]>() };
      if (JSON.stringify(known.schema) !== JSON.stringify(schema)) known.schema = loosened(known.schema, schema);
      known.uses.set(String(description), [...(known.uses.get(String(description)) ?? []), action]);
      merged.set(name, known);
    }
  }
  return Object.fromEntries([...merged].map(([name, { schema, uses }]) => [name, { ...schema, ...describedUses(uses) }]));
}

/** The tool's description says which action takes what, so one description that holds for all needs no names. */
function describedUses(uses: ReadonlyMap<string, readonly string[]>): { description?: string } {
  const told = [...uses].filter(([description]) => description !== '');
  if (told.length === 0) return {};
  if (uses.size === 1) return { description: told[0]![0] };
  return { description: told.map(([description, actions]) => `${actions.join(', ')}: ${description}`).join('; ') };
}

/** Type, choices and items only: limits are checked by the action itself, and of several forms the first is offered. */
function simplified(schema: Record<string, unknown>): Record<string, unknown> {
  const forms = [schema.anyOf, schema.oneOf].find(Array.isArray) as Record<string, unknown>[] | undefined;
  const form = forms?.find(({ type }) => type !== undefined) ?? schema;
  const items = typeof form.items === 'object' && form.items !== null ? simplified({ ...form.items }) : undefined;
  return {
    ...(form.type !== undefined && { type: form.type }),
    ...(form.enum !== undefined && { enum: form.enum }),
    ...(items !== undefined && { items }),
  };
}

/** What two actions disagree about is left to words and to the action's own check; the type stays when both agree on it. */
function loosened(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  if (Array.isArray(a.enum) && Array.isArray(b.enum) && a.type === b.type)
    return { type: a.type, enum: [...new Set([...a.enum, ...b.enum])] };
  return a.type === b.type && a.type !== undefined ? { type: a.type, ...(a.items !== undefined && { items: a.items }) } : {};
}

function sequenceItem(shapes: readonly [string, JsonObjectSchema][], properties: Record<string, Record<string, unknown>>) {
  const bare = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, { ...schema, description: undefined }]));
  return { type: 'object', properties: { action: { type: 'string', enum: shapes.map(([name]) => name) }, ...bare }, required: ['action'] };
}

function describeTool(actions: readonly ToolAction[], shapes: ReadonlyMap<string, JsonObjectSchema>): string {
  const lines = actions.map(({ name, description }) => {
    const { properties = {}, required = [] } = shapes.get(name) ?? {};
    const args = Object.keys(properties)
      .filter((argument) => !NOT_OFFERED.has(argument))
      .map((argument) => (required.includes(argument) ? argument : `${argument}?`));
    return `- ${name}(${args.join(', ')}): ${description}`;
  });
  return ['Works the page. One action a call:', ...lines, `- ${DONE_DESCRIPTION}`].join('\n');
}
