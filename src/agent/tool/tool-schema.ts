import { z } from 'zod';
import type { Brief } from '../../actions/index.ts';

export interface JsonObjectSchema {
  properties?: Record<string, Record<string, unknown>>;
  required?: string[];
}

/** An action as the tool describes it. */
export interface ToolAction {
  readonly name: string;
  readonly title: string;
  readonly shape: JsonObjectSchema;
  readonly brief: Brief | undefined;
}

/** Accepted but not offered: the defaults fit, and fewer arguments are easier for a model. */
const NOT_OFFERED: ReadonlySet<string> = new Set(['timeout_ms', 'max_tokens', 'accept_status', 'opens', 'opener', 'title', 'file_count']);
/** Many actions take these, so they are described once instead of with each action. */
const SHARED: Readonly<Record<string, string>> = {
  selector: 'a ref (e12) of the latest observation, or a Playwright selector; in a frame `frame=CSS >> selector`',
  dialog: 'answers a native dialog that the action raises (default: dismiss, and the action fails)',
  dialog_answer: 'text for a prompt',
};
const NAMED_ONCE: ReadonlySet<string> = new Set(['dialog', 'dialog_answer']);

/** The arguments that a model sees. */
export function offeredArguments({ properties = {} }: JsonObjectSchema, { omits = [] }: Pick<Brief, 'omits'> = {}): string[] {
  return Object.keys(properties).filter((name) => !NOT_OFFERED.has(name) && !omits.includes(name));
}

/** `click(selector, button?): …` */
export function describeAction({ name, title, shape, brief }: ToolAction): string {
  const offered = offeredArguments(shape, brief)
    .filter((argument) => !NAMED_ONCE.has(argument))
    .map((argument) => (shape.required?.includes(argument) ? argument : `${argument}?`));
  const words = brief?.title ?? title;
  return `${name}(${offered.join(', ')})${words === '' ? '' : `: ${words}`}`;
}

export function objectSchemaOf(input: z.ZodType): JsonObjectSchema {
  return z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonObjectSchema;
}

/** Every offered argument once. If actions describe it differently, each description names its actions. */
export function mergedProperties(actions: readonly ToolAction[]): Record<string, Record<string, unknown>> {
  const merged = new Map<string, { schema: Record<string, unknown>; uses: Map<string, string[]> }>();
  for (const { name: action, shape, brief } of actions) {
    for (const name of offeredArguments(shape, brief)) {
      const { description: written = '', ...given } = shape.properties?.[name] ?? {};
      const description = SHARED[name] ?? brief?.fields?.[name] ?? written;
      const schema = simplified(given);
      const known = merged.get(name) ?? { schema, uses: new Map<string, string[]>() };
      if (JSON.stringify(known.schema) !== JSON.stringify(schema)) known.schema = loosened(known.schema, schema);
      known.uses.set(String(description), [...(known.uses.get(String(description)) ?? []), action]);
      merged.set(name, known);
    }
  }
  return Object.fromEntries([...merged].map(([name, { schema, uses }]) => [name, { ...schema, ...describedUses(uses) }]));
}

/** The tool's description lists each action's arguments, so a description shared by all needs no action names. */
function describedUses(uses: ReadonlyMap<string, readonly string[]>): { description?: string } {
  const described = [...uses].filter(([description]) => description !== '');
  if (described.length === 0) return {};
  if (uses.size === 1) return { description: described[0]![0] };
  return { description: described.map(([description, actions]) => `${actions.join(', ')}: ${description}`).join('; ') };
}

/** Type, choices and items only: the action itself checks limits. Offers the first of several forms. */
function simplified(schema: Record<string, unknown>): Record<string, unknown> {
  const forms = [schema.anyOf, schema.oneOf].find(Array.isArray) as Record<string, unknown>[] | undefined;
  const form = forms?.find(({ type }) => type !== undefined) ?? schema;
  const items = typeof form.items === 'object' && form.items !== null ? simplified({ ...form.items }) : undefined;
  return { type: form.type, enum: form.enum, items };
}

/** Keeps what two schemas agree on; descriptions and the actions' own checks cover the rest. */
function loosened(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  if (Array.isArray(a.enum) && Array.isArray(b.enum) && a.type === b.type)
    return { type: a.type, enum: [...new Set([...a.enum, ...b.enum])] };
  return a.type === b.type && a.type !== undefined ? { type: a.type, items: a.items } : {};
}
