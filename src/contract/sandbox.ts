import { z } from 'zod';
import { errorBodySchema } from './errors/errors.ts';
import { operatorPolicySchema } from './operator-policy.ts';
import { runStatusSchema } from './run/report.ts';
import { runConfigSchema } from './run/run-config.ts';

/** What the operator says about the network of runs. No request, playbook or profile can change it. */
export const networkRulesSchema = z.strictObject({
  /** Domain patterns of the upstream proxies that runs may use although they are in a private network. */
  upstream_proxies: z.array(z.string()).default([]),
  /** `host:port` of what belongs to Rote itself, which no run reaches. */
  closed: z.array(z.string()).default([]),
});
export type NetworkRules = z.infer<typeof networkRulesSchema>;

/**
 * The first line on a sandbox's stdin. Secrets travel here and nowhere else: neither the arguments nor the environment of the process
 * (which its browser inherits) hold any.
 */
export const sandboxStartSchema = z.strictObject({
  run_id: z.string(),
  config: runConfigSchema,
  folders: z.strictObject({
    runs: z.string(),
    playbooks: z.string(),
    profiles: z.string(),
    sessions: z.string(),
    uploads: z.string().nullable().default(null),
    /** The files that came with the request; null for none. */
    inputs: z.string().nullable().default(null),
  }),
  /** null: nothing bounds what the run may widen. */
  policy: operatorPolicySchema.nullable().default(null),
  network: networkRulesSchema.default({ upstream_proxies: [], closed: [] }),
  /** Every request to the status server must carry it. */
  token: z.string().min(32),
  /** Address that the status server binds. Not loopback only where API processes run on other hosts of a private network. */
  listen_host: z.string().default('127.0.0.1'),
  /** The browser that the worker found; the sandbox does not search again. */
  browser: z.strictObject({ path: z.string(), version: z.string(), source: z.enum(['ROTE_BROWSER', 'system', 'playwright']) }),
  /** What encrypts saved logins; `is_chosen`: it is ROTE_SECRET_KEY, not one that Rote made. */
  session_key: z.strictObject({ secret: z.string().min(1), is_chosen: z.boolean() }),
  /** What the run may need from the worker's environment: ROTE_MODEL, the providers' keys and addresses, OTEL_… */
  settings: z.record(z.string(), z.string()).default({}),
  /** W3C traceparent of the span that the run belongs to. */
  traceparent: z.string().optional(),
});
export type SandboxStart = z.infer<typeof sandboxStartSchema>;

/** Every further line on stdin. The end of stdin means that the worker is gone. */
export const sandboxCommandSchema = z.discriminatedUnion('type', [
  /** A client asked to stop the run: it ends with status terminated. */
  z.strictObject({ type: z.literal('stop') }),
  /** The run must end with this error: status failed, or timeout for the code TIMEOUT. */
  z.strictObject({ type: z.literal('halt'), error: errorBodySchema }),
  /** What the sandboxes of this worker listen on, now: `host:port` each. Replaces what was sent before. */
  z.strictObject({ type: z.literal('sandboxes'), endpoints: z.array(z.string()) }),
  /** The results of the run are committed: the process may exit. */
  z.strictObject({ type: z.literal('release') }),
]);
export type SandboxCommand = z.infer<typeof sandboxCommandSchema>;

/** The lines on a sandbox's stdout. Logs are on stderr. */
export const sandboxReportSchema = z.discriminatedUnion('type', [
  /** Loaded, waiting for its first line. */
  z.object({ type: z.literal('ready') }),
  /** The status server answers on 127.0.0.1. */
  z.object({ type: z.literal('listening'), port: z.int() }),
  /** The egress proxy of the run listens, on 127.0.0.1. */
  z.object({ type: z.literal('egress'), port: z.int() }),
  z.object({ type: z.literal('status'), status: runStatusSchema }),
  /** The finalizer is done: the run folder no longer changes. The status server keeps answering until `release`. */
  z.object({
    type: z.literal('finished'),
    warnings: z.array(z.string()),
    /** Why the run folder could not be created. Whatever is at its path belongs to another run. */
    no_folder: errorBodySchema.optional(),
  }),
]);
export type SandboxReport = z.infer<typeof sandboxReportSchema>;
