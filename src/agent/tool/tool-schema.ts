import { z } from 'zod';

export interface JsonObjectSchema {
  properties?: Record<string, Record<string, unknown>>;
  required?: string[];
}

/** An action as its tool is told of it. */
export interface ToolAction {
  readonly name: string;
  readonly title: string;
  readonly shape: JsonObjectSchema;
}

/** Understood, but not offered: the defaults are right, and every argument less is one less to think about. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['timeout_ms', 'max_tokens']);

/** The arguments that a model is told of. */
export function offeredArguments({ properties = {} }: JsonObjectSchema): string[] {
  return Object.keys(properties).filter((name) => !NOT_OFFERED.has(name));
}

export function objectSchemaOf(input: z.ZodType): JsonObjectSchema {
  return z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonObjectSchema;
}

/** Every offered argument once; where actions describe it differently, each description is kept with the actions it belongs to. */
export function mergedProperties(actions: readonly ToolAction[]): Record<string, Record<string, unknown>> {
  const merged = new Map<string, { schema: Record<string, unknown>; uses: Map<string, string[]> }>();
  for (const { name: action, shape } of actions) {
    for (const name of offeredArguments(shape)) {
      const { description = '', ...given } = shape.properties?.[name] ?? {};
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

export function sequenceItem(actions: readonly ToolAction[], properties: Record<string, Record<string, unknown>>) {
  const bare = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, { ...schema, description: undefined }]));
  return {
    type: 'object',
    properties: { action: { type: 'string', enum: actions.map(({ name }) => name) }, ...bare },
    required: ['action'],
  };
}
