import { z } from 'zod';
import { timeoutMs } from './fields.ts';
import type { Traits } from './traits.ts';

const timed = { timeout_ms: timeoutMs.optional() };

/** How an agent answers the native dialog that its action raises. A playbook step declares more (`dialog` of the step). */
const asked = {
  dialog: z
    .enum(['accept', 'dismiss'])
    .optional()
    .describe('For a native confirm or prompt dialog that the action raises; default: dismiss, and the action fails'),
  dialog_answer: z.string().max(2_000).optional().describe('With dialog accept: the text for a prompt'),
};

type Input<Fields extends z.ZodRawShape> = z.ZodObject<Fields & typeof timed & typeof asked, z.core.$strict>;

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

/** What every request to a model carries: few words, only where the names do not say it. */
export interface Brief {
  readonly title: string;
  /** Instead of the description of a field; '': none. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields that are accepted and not offered: others do the same, or they are rarely needed. */
  readonly omits?: readonly string[];
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
  /** For the tool of an agent. */
  readonly brief: Brief | undefined;
  /** What other tools call it, for people who write one of these. */
  readonly otherNames: readonly string[];
  readonly fields: Fields;
  /**
   * The fields and `timeout_ms`, with all rules; for what may send something from a page also `dialog` and
   * `dialog_answer`.
   */
  readonly input: Input<Fields>;
  readonly rules: readonly Rule[];
  readonly written: Written<Under, Templates>;
  readonly traits: T;
  /** Applies when the input has no `timeout_ms`. */
  readonly defaultTimeoutMs: number;
}

/** Whether the action makes a page do something, about which the page may ask. */
function mayAsk({ drivers, maySend, destination }: Traits): boolean {
  return drivers.includes('agent') && destination !== 'server' && (maySend || destination === 'page');
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
  brief,
  otherNames = [],
  fields,
  rules = [],
  written,
  traits,
  defaultTimeoutMs,
}: {
  name: Name;
  title: string;
  brief?: Brief;
  otherNames?: readonly string[];
  fields: Fields;
  rules?: readonly Rule<Fields>[];
  written?: { under?: Under; templates?: Templates & { [Name in keyof Templates]: Name extends keyof Fields ? unknown : never } };
  traits: T;
  defaultTimeoutMs: number;
}): ActionDefinition<Name, Fields, T, Under, Templates> {
  const input = rules.reduce(
    (schema, { holds, error }) => schema.refine((given) => holds(given as Parameters<typeof holds>[0]), { error }),
    z.strictObject({ ...fields, ...timed, ...(mayAsk(traits) && asked) }) as unknown as Input<Fields>,
  );
  return {
    name,
    title,
    brief,
    otherNames,
    fields,
    input,
    rules: rules as readonly Rule[],
    written: { under: written?.under ?? ('params' as Under), templates: (written?.templates ?? {}) as Templates },
    traits,
    defaultTimeoutMs,
  };
}
