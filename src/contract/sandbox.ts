import { z } from 'zod';
import { errorBodySchema } from './errors.ts';
import { runStatusSchema } from './report.ts';
import { runConfigSchema } from './run-config.ts';

/**
 * The first line on a sandbox's stdin. Secrets travel here and nowhere else: neither the arguments nor the environment of the process
 * (which its browser inherits) hold any.
 */
export const sandboxStartSchema = z.strictObject({
  run_id: z.string(),
  config: runConfigSchema,
  folders: z.strictObject({ runs: z.string(), playbooks: z.string(), profiles: z.string(), sessions: z.string() }),
  /** Asked of every request to the status server. */
  token: z.string().min(32),
  /** Address the status server binds. Another one than loopback is for api processes on other machines, in a private network. */
  listen_host: z.string().default('127.0.0.1'),
  /** The browser the worker found, so that a sandbox does not look again. */
  browser: z.strictObject({ path: z.string(), version: z.string(), source: z.enum(['ROTE_BROWSER', 'system', 'playwright']) }),
  /** ROTE_MODEL, the providers' keys and addresses, ROTE_SECRET_KEY, OTEL_…: what the run may need of the worker's environment. */
  settings: z.record(z.string(), z.string()).default({}),
  /** W3C traceparent of the span that the run belongs to. */
  traceparent: z.string().optional(),
});
export type SandboxStart = z.infer<typeof sandboxStartSchema>;

/** Every further line on stdin. The end of stdin means that the worker is gone. */
export const sandboxCommandSchema = z.discriminatedUnion('type', [
  /** Somebody asked the run to stop: status terminated. */
  z.strictObject({ type: z.literal('stop') }),
  /** The run has to end with this error: status failed, or timeout for the code TIMEOUT. */
  z.strictObject({ type: z.literal('halt'), error: errorBodySchema }),
  /** What the run left is committed: the process may end. */
  z.strictObject({ type: z.literal('release') }),
]);
export type SandboxCommand = z.infer<typeof sandboxCommandSchema>;

/** The lines on a sandbox's stdout. Logs are on stderr. */
export const sandboxReportSchema = z.discriminatedUnion('type', [
  /** Loaded, waiting for its first line. */
  z.object({ type: z.literal('ready') }),
  /** The status server answers on 127.0.0.1. */
  z.object({ type: z.literal('listening'), port: z.int() }),
  z.object({ type: z.literal('status'), status: runStatusSchema }),
  /** The finalizer is through: nothing in the run folder changes any more. The status server goes on until `release`. */
  z.object({
    type: z.literal('finished'),
    warnings: z.array(z.string()),
    /** No run folder could be made, because of this: what lies at its place, if anything, is not this run's. */
    no_folder: errorBodySchema.optional(),
  }),
]);
export type SandboxReport = z.infer<typeof sandboxReportSchema>;
