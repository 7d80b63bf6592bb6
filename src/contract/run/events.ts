import { z } from 'zod';
import { commandNameSchema } from '../../actions/index.ts';
import { errorBodySchema, errorCodeSchema } from '../errors/errors.ts';
import { dialogRecordSchema } from './dialog.ts';
import { effectFields, LEDGER_STATES, runStatusSchema, stepResultSchema, tokenUsageSchema } from './report.ts';

/**
 * What happened in a run, one JSON object per line in events.ndjson. A room emits an event without `id` and `at`; the recorder numbers
 * it (gapless, from 1), writes and syncs it, and only then hands it to listeners. The last event of a finished run is `complete`.
 */
export const runEventBodySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('status').describe('The run changed its state.'),
    status: runStatusSchema.describe('State of the run.'),
    message: z.string().describe('What happened.'),
    playbook: z.string().nullable().optional().describe('With `running`: id of the playbook; null if an agent drives the browser.'),
  }),
  z.object({
    type: z.literal('step_started').describe('A playbook step started.'),
    step: z.int().describe('Number of the step, from 1; 0 is the login.'),
    total: z.int().describe('Number of steps of the playbook.'),
    action: z.string().describe('Action of the step.'),
    description: z.string().describe('What the step does.'),
  }),
  z.object({
    type: z.literal('step').describe('A playbook step ended.'),
    result: stepResultSchema.describe('Result of the step.'),
    total: z.int().describe('Number of steps of the playbook.'),
  }),
  z.object({
    type: z.literal('action').describe('An action was performed in the browser.'),
    number: z.int().min(1).describe('Number of the action in the run, from 1, without gaps. File names of the recording use it.'),
    action: commandNameSchema.describe('Name of the action.'),
    target: z.string().describe('What the action was performed on.'),
    ok: z.boolean().describe('Whether the action succeeded.'),
    text: z.string().describe('The outcome in a sentence.'),
    error: errorBodySchema.optional().describe('Why the action failed.'),
    url: z.string().describe('URL of the page after the action.'),
    duration_ms: z.number().min(0).describe('Duration in milliseconds.'),
    screenshot: z.string().optional().describe('File name of the screenshot.'),
    step: z.int().optional().describe('Number of the playbook step that the action belongs to.'),
    dialogs: z.array(dialogRecordSchema).optional().describe('Native dialogs that appeared during an action of an agent, in order.'),
  }),
  z.object({
    type: z.literal('ledger').describe('The state of an effect changed, or a request of it was seen.'),
    effect_id: z.string().optional().describe('Id of the effect in the run. Missing in events of earlier versions.'),
    step: z.int().describe('Number of the playbook step, from 1.'),
    description: z.string().describe('What the step does.'),
    ...effectFields,
    state: z
      .enum([...LEDGER_STATES, 'withdrawn'])
      .describe('How far the effect got. `withdrawn`: the action provably did not reach the page.'),
  }),
  z.object({
    type: z.literal('guard').describe('A guard blocked or changed something.'),
    where: z
      .enum(['page', 'network', 'scope', 'click', 'dialog', 'budget', 'stuck', 'injection'])
      .describe('Which guard. `network` is the egress proxy of the run.'),
    verdict: z.enum(['blocked', 'hint', 'warning', 'stop', 'widened', 'redacted', 'confirmed']).describe('What the guard did.'),
    reason: z.string().describe('Why.'),
    url: z.string().optional().describe('URL that the guard judged.'),
    count: z.int().optional().describe('How often it happened.'),
  }),
  z.object({
    type: z.literal('notice').describe('The browser did something that no action asked for.'),
    kind: z.enum(['dialog', 'tab', 'download', 'crash', 'page', 'captcha', 'recording']).describe('What it is about.'),
    message: z.string().describe('What happened.'),
  }),
  z.object({
    type: z.literal('handoff').describe('A playbook could not continue.'),
    step: z.int().describe('Number of the step that failed.'),
    reason: z.string().describe('Why.'),
    taken: z.boolean().describe('Whether an agent takes over.'),
  }),
  z.object({
    type: z.literal('agent_step').describe('An agent decided what to do next.'),
    step: z.int().describe('Number of the step of the agent, from 1.'),
    thought: z.string().describe('What the agent said about it.'),
    tokens: tokenUsageSchema.describe('Model usage of the step.'),
  }),
  z.object({
    type: z.literal('model').describe('A model was called.'),
    model: z.string().describe('`provider:model`.'),
    purpose: z.string().describe('What the call was for.'),
    ok: z.boolean().describe('Whether the model answered.'),
    code: errorCodeSchema.optional().describe('Error code, if it did not.'),
    duration_ms: z.number().describe('Duration in milliseconds.'),
    tokens: tokenUsageSchema.optional().describe('Model usage, if it answered.'),
  }),
  z.object({
    type: z.literal('complete').describe('The run ended. This is the last event.'),
    status: runStatusSchema.describe('State in which the run ended.'),
    summary: z.string().describe('The outcome in a sentence.'),
    error: errorBodySchema.nullable().describe('Why the run failed; null if it did not.'),
  }),
]);
export type RunEventBody = z.infer<typeof runEventBodySchema>;

export const runEventSchema = z.intersection(
  z.object({
    id: z.int().min(1).describe('Number of the event, from 1, without gaps.'),
    at: z.string().describe('When it happened, ISO 8601.'),
  }),
  runEventBodySchema,
);
export type RunEvent = RunEventBody & { id: number; at: string };

/** Receives the events of a run. Resolves once the event is on disk. Must not throw or reject: a full disk ends the run by other means. */
export type EventSink = (event: RunEventBody) => Promise<void>;
