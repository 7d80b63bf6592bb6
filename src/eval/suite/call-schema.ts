import { z } from 'zod';

const timeoutMs = z.int().min(1).max(600_000);

/** An HTTP call outside the run. Strings may contain `{{placeholders}}`. */
export const httpShape = {
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as JSON. */
  json: z.json().optional(),
  /** Sent as is. */
  body: z.string().optional(),
  /** Default: any status from 200 to 299. */
  expect_status: z.int().min(100).max(599).optional(),
  timeout_ms: timeoutMs.default(10_000),
};

/** A program outside the run: a list is a program with its arguments, a string is a shell command. */
export const commandShape = {
  run: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  /** Relative to the suite's folder, which is also the default. */
  cwd: z.string().min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  timeout_ms: timeoutMs.default(60_000),
};

const httpCallSchema = z.strictObject({ kind: z.literal('http'), ...httpShape });
export type HttpCall = Omit<z.infer<typeof httpCallSchema>, 'kind'>;

const commandCallSchema = z.strictObject({ kind: z.literal('command'), ...commandShape });
export type CommandCall = Omit<z.infer<typeof commandCallSchema>, 'kind'>;

/** Puts the target into a known state before a trial. A command must exit with 0. */
export const setupStepSchema = z.discriminatedUnion('kind', [httpCallSchema, commandCallSchema]);
export type SetupStep = z.infer<typeof setupStepSchema>;
