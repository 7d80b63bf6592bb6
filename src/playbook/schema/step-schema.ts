import { z } from 'zod';

/** The actions a playbook step may have, in the order in which the docs list them. */
export const STEP_ACTIONS = [
  'goto',
  'click',
  'key_press',
  'scroll',
  'wait_for',
  'select',
  'evaluate',
  'extract',
  'upload',
  'download',
  'api_request',
] as const;

/** What may stand where a whole number is expected: the number, or one placeholder such as `{count}`. */
const wholeNumber = z.union([z.int(), z.string().regex(/^\{[A-Za-z_]\w*\}$/, 'must be a whole number or one placeholder')]);
const timeoutMs = z.int().min(1).max(600_000);
const nonEmpty = z.string().min(1);

/** Names under which values are known: parameters, store_as, captures. */
export const nameSchema = z
  .string()
  .max(60)
  .regex(/^[A-Za-z_]\w*$/, 'must consist of letters, digits and underscores, and not begin with a digit');

/** Selectors of one element, probed together; the first in order (primary, then fallbacks) that is visible wins. */
export const selectorChainSchema = z.strictObject({
  primary: nonEmpty,
  fallbacks: z.array(nonEmpty).max(20).default([]),
  /** What the element is, in words: for messages, healing and the agent. */
  description: z.string().optional(),
});
export type SelectorChain = z.infer<typeof selectorChainSchema>;

const EXPECTATIONS = [
  'expect_url_contains',
  'expect_element_visible',
  'expect_element_gone',
  'expect_text_on_page',
  'expect_output_contains',
] as const;

/** Everything that is given must hold, within `timeout_ms`. */
export const verifySchema = z
  .strictObject({
    expect_url_contains: nonEmpty.optional(),
    expect_element_visible: nonEmpty.optional(),
    expect_element_gone: nonEmpty.optional(),
    expect_text_on_page: nonEmpty.optional(),
    /** Of the output of an extract, evaluate or api_request step. */
    expect_output_contains: nonEmpty.optional(),
    timeout_ms: timeoutMs.default(5000),
  })
  .refine((verify) => EXPECTATIONS.some((name) => verify[name] !== undefined), {
    error: `needs at least one of ${EXPECTATIONS.join(', ')}`,
  });
export type Verify = z.infer<typeof verifySchema>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const scalars = z.record(z.string(), scalar);

export const apiRequestSchema = z
  .strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: nonEmpty,
    query: scalars.default({}),
    headers: scalars.default({}),
    cookies: scalars.default({}),
    /** The body as JSON; null = none. */
    json: z.json().default(null),
    /** The body as a form (application/x-www-form-urlencoded); null = none. */
    form: scalars.nullable().default(null),
    timeout_ms: timeoutMs.default(10_000),
    response: z
      .strictObject({ mode: z.enum(['text', 'json', 'json_path']).default('text'), json_path: nonEmpty.optional() })
      .refine((response) => (response.mode === 'json_path') === (response.json_path !== undefined), {
        error: 'needs json_path when mode is json_path, and only then',
      })
      .default({ mode: 'text' }),
  })
  .refine((request) => request.json === null || request.form === null, { error: 'has both json and form: a request has one body' })
  .refine((request) => (request.json === null && request.form === null) || !['GET', 'HEAD'].includes(request.method), {
    error: 'has a body (json or form), which GET and HEAD cannot carry',
  });
export type ApiRequest = z.infer<typeof apiRequestSchema>;

const common = {
  description: z.string().default(''),
  verify: verifySchema.optional(),
  on_failure: z.enum(['llm_recover', 'retry', 'abort']).default('llm_recover'),
  failure_message: z.string().optional(),
  /** Longest time the action itself may take; without it the action's own default. */
  timeout_ms: timeoutMs.optional(),
};
/** `write`: what cannot be taken back; the ledger watches it and it is never repeated blindly. */
const effect = z.enum(['none', 'write']).default('none');
const readOnly = z.literal('none', { error: 'must be none: this action changes nothing' }).default('none');
/** An empty name is the same as none. */
const storesOutput = { store_as: z.union([z.literal('').transform(() => undefined), nameSchema]).optional() };
const storesNothing = {
  store_as: z
    .literal('', { error: 'is not possible here: only extract, evaluate, download and api_request have an output' })
    .transform(() => undefined)
    .optional(),
};

export const gotoStepSchema = z.strictObject({
  action: z.literal('goto'),
  params: z.strictObject({ url: nonEmpty }),
  effect,
  ...storesNothing,
  ...common,
});

export const clickStepSchema = z.strictObject({
  action: z.literal('click'),
  selector: selectorChainSchema,
  params: z
    .strictObject({ button: z.enum(['left', 'right', 'middle']).default('left'), count: z.int().min(1).max(3).default(1) })
    .default({ button: 'left', count: 1 }),
  effect,
  ...storesNothing,
  ...common,
});

/** With a selector, `text` replaces the field's content; without one it is typed where the focus is. Then `key` is pressed. */
export const keyPressStepSchema = z.strictObject({
  action: z.literal('key_press'),
  selector: selectorChainSchema.optional(),
  params: z
    .strictObject({ text: z.string().optional(), key: nonEmpty.optional() })
    .refine((params) => params.text !== undefined || params.key !== undefined, { error: 'needs text or key (or both: text, then key)' }),
  effect,
  ...storesNothing,
  ...common,
});

/** With a selector: until that element is in view. Without: the page, by `amount` pixels (one screen when not given). */
export const scrollStepSchema = z.strictObject({
  action: z.literal('scroll'),
  selector: selectorChainSchema.optional(),
  params: z
    .strictObject({ direction: z.enum(['up', 'down', 'top', 'bottom']).default('down'), amount: wholeNumber.optional() })
    .default({ direction: 'down' }),
  effect: readOnly,
  ...storesNothing,
  ...common,
});

export const waitForStepSchema = z
  .strictObject({
    action: z.literal('wait_for'),
    selector: selectorChainSchema.optional(),
    params: z
      .strictObject({
        /** Of the selector's element. */
        state: z.enum(['visible', 'gone']).default('visible'),
        text: nonEmpty.optional(),
        url_contains: nonEmpty.optional(),
      })
      .default({ state: 'visible' }),
    effect: readOnly,
    ...storesNothing,
    ...common,
  })
  .refine((step) => step.selector !== undefined || step.params.text !== undefined || step.params.url_contains !== undefined, {
    error: 'needs something to wait for: a selector, params.text or params.url_contains',
  });

export const selectStepSchema = z.strictObject({
  action: z.literal('select'),
  selector: selectorChainSchema,
  params: z
    .strictObject({ value: z.string().optional(), label: z.string().optional(), index: wholeNumber.optional() })
    .refine((params) => [params.value, params.label, params.index].filter((given) => given !== undefined).length === 1, {
      error: 'needs exactly one of value, label and index',
    }),
  effect,
  ...storesNothing,
  ...common,
});

/** `script` is an expression or a function; placeholders in it become JSON literals. */
export const evaluateStepSchema = z.strictObject({
  action: z.literal('evaluate'),
  params: z.strictObject({ script: nonEmpty.max(20_000) }),
  effect,
  ...storesOutput,
  ...common,
});

/** Without a selector: the whole page. */
export const extractStepSchema = z
  .strictObject({
    action: z.literal('extract'),
    selector: selectorChainSchema.optional(),
    params: z.strictObject({ mode: z.enum(['text', 'html', 'value', 'markdown']).default('text') }).default({ mode: 'text' }),
    effect: readOnly,
    ...storesOutput,
    ...common,
  })
  .refine((step) => step.params.mode !== 'value' || step.selector !== undefined, {
    error: 'needs a selector: mode value reads one field',
  });

export const uploadStepSchema = z.strictObject({
  action: z.literal('upload'),
  selector: selectorChainSchema,
  params: z.strictObject({ files: z.array(nonEmpty).min(1).max(20) }),
  effect,
  ...storesNothing,
  ...common,
});

/** Clicks the selector and waits for the file; `store_as` gets its path. */
export const downloadStepSchema = z.strictObject({
  action: z.literal('download'),
  selector: selectorChainSchema,
  effect,
  ...storesOutput,
  ...common,
});

/** Without `effect`, a request that is neither GET nor HEAD counts as `write`. */
export const apiRequestStepSchema = z.strictObject({
  action: z.literal('api_request'),
  request: apiRequestSchema,
  effect: z.enum(['none', 'write']).optional(),
  ...storesOutput,
  ...common,
});

export const stepSchema = z.discriminatedUnion('action', [
  gotoStepSchema,
  clickStepSchema,
  keyPressStepSchema,
  scrollStepSchema,
  waitForStepSchema,
  selectStepSchema,
  evaluateStepSchema,
  extractStepSchema,
  uploadStepSchema,
  downloadStepSchema,
  apiRequestStepSchema,
]);
/** One step. Which keys it has follows from `action`. */
export type Step = z.infer<typeof stepSchema>;
