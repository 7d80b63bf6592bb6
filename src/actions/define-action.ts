import { z } from 'zod';
import { timeoutMs } from './fields.ts';
import type { Traits } from './traits.ts';

const timed = { timeout_ms: timeoutMs.optional() };

/**
 * A constraint that involves several fields. It is checked for inputs and for the templates of a playbook alike, so it
 * can rely only on which fields are given and on fields that hold no template.
 */
export interface Rule<Fields extends z.ZodRawShape = z.ZodRawShape> {
  readonly holds: (given: { readonly [Name in keyof Fields]?: unknown }) => boolean;
  /** Continues a sentence: "params needs …". */
  readonly error: string;
  /** The constraint involves the selector, which a playbook step keeps beside its arguments. */
  readonly withSelector?: boolean;
}

/** How a playbook step writes the action, where that differs from its input. */
export interface Written<Under extends 'params' | 'request', Templates extends z.ZodRawShape> {
  /** The key that holds the arguments. */
  readonly under: Under;
  /** Fields that hold templates instead of values. */
  readonly templates: Templates;
}

/**
 * One action: its input, what the rooms need to know about it, its default timeout. browser/perform has its handler.
 */
export interface ActionDefinition<
  Name extends string = string,
  Fields extends z.ZodRawShape = z.ZodRawShape,
  T extends Traits = Traits,
  Under extends 'params' | 'request' = 'params' | 'request',
  Templates extends z.ZodRawShape = z.ZodRawShape,
> {
  readonly name: Name;
  /** For people and models: one sentence. */
  readonly title: string;
  readonly fields: Fields;
  /** The fields and `timeout_ms`, with all rules. */
  readonly input: z.ZodObject<Fields & typeof timed, z.core.$strict>;
  readonly rules: readonly Rule[];
  readonly written: Written<Under, Templates>;
  readonly traits: T;
  /** Applies when the input has no `timeout_ms`. */
  readonly defaultTimeoutMs: number;
}

export function defineAction<
  const Name extends string,
  Fields extends z.ZodRawShape,
  const T extends Traits,
  const Under extends 'params' | 'request' = 'params',
  Templates extends z.ZodRawShape = Record<never, never>,
>({
  name,
  title,
  fields,
  rules = [],
  written,
  traits,
  defaultTimeoutMs,
}: {
  name: Name;
  title: string;
  fields: Fields;
  rules?: readonly Rule<Fields>[];
  written?: { under?: Under; templates?: Templates & { [Name in keyof Templates]: Name extends keyof Fields ? unknown : never } };
  traits: T;
  defaultTimeoutMs: number;
}): ActionDefinition<Name, Fields, T, Under, Templates> {
  const input = rules.reduce(
    (schema, { holds, error }) => schema.refine((given) => holds(given as Parameters<typeof holds>[0]), { error }),
    z.strictObject({ ...fields, ...timed }) as z.ZodObject<Fields & typeof timed, z.core.$strict>,
  );
  return {
    name,
    title,
    fields,
    input,
    rules: rules as readonly Rule[],
    written: { under: written?.under ?? ('params' as Under), templates: (written?.templates ?? {}) as Templates },
    traits,
    defaultTimeoutMs,
  };
}
