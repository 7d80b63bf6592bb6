import { z } from 'zod';
import { type AnyAction, actionsOf, timeoutMs } from '../../../actions/index.ts';
import { stepCaptureSchemas } from './capture.ts';
import { conditionSchema } from './condition.ts';
import type { Step } from './step.ts';
import { nameSchema, stepDialogSchema, stepSelectorSchema, verifySchema } from './step-parts.ts';

const forPlaybooks = actionsOf('playbook');

/** The actions that a playbook step can have. */
export const STEP_ACTIONS = forPlaybooks.map(({ name }) => name);

const common = {
  when: conditionSchema.optional().describe('The step is skipped unless this holds'),
  description: z.string().default('').describe('What the step does, shown while it runs'),
  verify: verifySchema.optional().describe('What must hold after the action returned'),
  on_failure: z
    .enum(['llm_recover', 'retry', 'abort'])
    .default('llm_recover')
    .describe('retry: once more after a second; llm_recover: that, then the agent'),
  on_unverified: z
    .enum(['report', 'fail'])
    .default('report')
    .describe('What happens if the step had an effect and no expectation proves it: the report says so, or the run fails'),
  failure_message: z.string().optional().describe('What the user reads instead of the technical error'),
  timeout_ms: timeoutMs.optional().describe('The longest time that the action itself may take'),
};

const effects = z.enum(['none', 'write']);
const WRITE = 'write: cannot be taken back; the ledger watches it and it is never repeated blindly';
/** What a step may declare as its effect, by the trait of its action. */
const EFFECT = {
  declared: effects.default('none').describe(WRITE),
  unless_read: effects.optional().describe(`${WRITE}. Without it, every method but GET and HEAD is a write`),
  never: z.literal('none', { error: 'must be none: this action changes nothing' }).default('none'),
};

const withOutput = forPlaybooks.filter(({ traits }) => traits.output !== 'none').map(({ name }) => name);
const storesOutput = z
  .union([z.literal('').transform(() => undefined), nameSchema])
  .optional()
  .describe('The name under which later steps can use the output');
const secret = z
  .boolean()
  .optional()
  .describe('true: what store_as keeps is a secret, which is used but never written into events, report, log or trace');
const SECRET_OF_NOTHING = 'has "secret: true", which is about what store_as keeps, but no store_as';
const storesNothing = z
  .literal('', { error: `is not allowed here: only ${withOutput.join(', ').replace(/, (?=[^,]*$)/, ' and ')} have an output` })
  .transform(() => undefined)
  .optional();

const onlyOpens = z
  .boolean()
  .optional()
  .describe('true: the click looks destructive and only opens something, such as a dialog. Without it or effect: write, it is refused');

const optional = z
  .boolean()
  .optional()
  .describe('true: the step is skipped if its element is not visible within timeout_ms (default here: 2000). Nothing else is forgiven');
const OPTIONAL_WITHOUT_ELEMENT = 'has "optional: true", which skips a step whose element is not there, but no selector';

const dialog = stepDialogSchema
  .optional()
  .describe(
    'How to answer a native confirm, prompt or beforeunload dialog of the step; without it, the dialog is dismissed and the step fails',
  );

/**
 * The schema of a step, from its action: `selector` may be a chain, everything else goes under `params` (or
 * `request`), as templates.
 */
function stepOf({ name, title, fields, rules, written, traits, defaultTimeoutMs }: AnyAction): z.ZodObject {
  const { selector, ...values } = fields;
  const templates: Record<string, z.core.$ZodType> = { ...values, ...written.templates };
  if (written.under === 'request') templates.timeout_ms = timeoutMs.default(defaultTimeoutMs);
  const ofElement = rules.filter(({ withSelector }) => withSelector);
  const ofArguments = rules.filter(({ withSelector }) => !withSelector);
  const element = selector instanceof z.ZodOptional ? stepSelectorSchema.optional() : stepSelectorSchema;
  const given = refined(z.strictObject(templates), ofArguments, (value) => value);
  const empty = given.safeParse({});
  const step = z.strictObject({
    action: z.literal(name),
    ...(selector && { selector: element, optional }),
    ...(Object.keys(templates).length > 0 && { [written.under]: empty.success ? given.default(empty.data) : given }),
    effect: EFFECT[traits.effect],
    store_as: traits.output === 'none' ? storesNothing : storesOutput,
    ...(traits.output !== 'none' && { secret }),
    capture: traits.output === 'none' ? stepCaptureSchemas.withoutOutput : stepCaptureSchemas.withOutput,
    ...(traits.clicks !== 'never' && { only_opens: onlyOpens }),
    ...(traits.destination !== 'server' && { dialog }),
    ...common,
  });
  return refined(step, ofElement, ({ selector: chosen, [written.under]: rest }) => ({ ...(rest as object), selector: chosen }))
    .refine((value) => value.optional !== true || value.selector !== undefined, { error: OPTIONAL_WITHOUT_ELEMENT })
    .refine((value) => value.secret !== true || value.store_as !== undefined, { error: SECRET_OF_NOTHING })
    .meta({ title: name, description: title });
}

function refined(schema: z.ZodObject, rules: AnyAction['rules'], given: (value: Record<string, unknown>) => object): z.ZodObject {
  return rules.reduce((checked, { holds, error }) => checked.refine((value) => holds(given(value)), { error }), schema);
}

/** The schema of each action's steps. */
export const stepSchemas: ReadonlyMap<string, z.ZodObject> = new Map(forPlaybooks.map((action) => [action.name, stepOf(action)]));

const [first, ...others] = [...stepSchemas.values()];
if (first === undefined) throw new Error('No action is available to playbooks.');

/** One step. Which keys it has follows from `action`. */
export const stepSchema = z.discriminatedUnion('action', [first, ...others]) as unknown as z.ZodType<Step>;
