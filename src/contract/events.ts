import { z } from 'zod';
import { actionNameSchema } from './actions.ts';
import { errorBodySchema, errorCodeSchema } from './errors.ts';
import { LEDGER_STATES, runStatusSchema, stepResultSchema, tokenUsageSchema } from './report.ts';

/**
 * What happened in a run, one JSON object a line in events.ndjson. A room emits an event without `id` and `at`; the recorder numbers
 * it (gapless, from 1), writes and syncs it, and only then hands it to listeners. The last event of a finished run is `complete`.
 */
export const runEventBodySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('status'),
    status: runStatusSchema,
    message: z.string(),
    /** Of `running`: the playbook that is replayed; null when an agent drives. */
    playbook: z.string().nullable().optional(),
  }),
  z.object({ type: z.literal('step_started'), step: z.int(), total: z.int(), action: z.string(), description: z.string() }),
  z.object({ type: z.literal('step'), result: stepResultSchema, total: z.int() }),
  z.object({
    type: z.literal('action'),
    /** Gapless from 1 within the run; the number in the names of the action log and its screenshot. */
    number: z.int().min(1),
    action: actionNameSchema,
    target: z.string(),
    ok: z.boolean(),
    text: z.string(),
    error: errorBodySchema.optional(),
    url: z.string(),
    duration_ms: z.number().min(0),
    screenshot: z.string().optional(),
    step: z.int().optional(),
  }),
  /** `withdrawn`: the action provably did not reach the page after all. */
  z.object({ type: z.literal('ledger'), step: z.int(), description: z.string(), state: z.enum([...LEDGER_STATES, 'withdrawn']) }),
  /** A guard refused something. `where`: page layer, network (egress proxy), scope or stuck detector. */
  z.object({
    type: z.literal('guard'),
    where: z.enum(['page', 'network', 'scope', 'click', 'budget', 'stuck', 'injection']),
    verdict: z.enum(['blocked', 'hint', 'warning', 'stop', 'widened', 'redacted', 'confirmed']),
    reason: z.string(),
    url: z.string().optional(),
    count: z.int().optional(),
  }),
  /** What the browser did by itself: a dialog that was answered, a new tab, a download, a crash, a console-free note. */
  z.object({
    type: z.literal('notice'),
    kind: z.enum(['dialog', 'tab', 'download', 'crash', 'captcha', 'recording']),
    message: z.string(),
  }),
  z.object({ type: z.literal('handoff'), step: z.int(), reason: z.string(), taken: z.boolean() }),
  z.object({ type: z.literal('agent_step'), step: z.int(), thought: z.string(), tokens: tokenUsageSchema }),
  z.object({
    type: z.literal('model'),
    model: z.string(),
    purpose: z.string(),
    ok: z.boolean(),
    code: errorCodeSchema.optional(),
    duration_ms: z.number(),
    /** Of a call that was answered. */
    tokens: tokenUsageSchema.optional(),
  }),
  z.object({ type: z.literal('complete'), status: runStatusSchema, summary: z.string(), error: errorBodySchema.nullable() }),
]);
export type RunEventBody = z.infer<typeof runEventBodySchema>;

export const runEventSchema = z.intersection(z.object({ id: z.int().min(1), at: z.string() }), runEventBodySchema);
export type RunEvent = RunEventBody & { id: number; at: string };

/** Where rooms put events. Resolves once the event is on disk. Must not throw or reject: a full disk ends the run by other means. */
export type EventSink = (event: RunEventBody) => Promise<void>;
