import { z } from 'zod';

const timeoutMs = z.int().min(1).max(600_000);

/** An HTTP call that is made beside the run. Texts may hold `{{placeholders}}`. */
export const httpShape = {
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as JSON. */
  json: z.json().optional(),
  /** Sent as it stands. */
  body: z.string().optional(),
  /** Without it any status from 200 to 299 is right. */
  expect_status: z.int().min(100).max(599).optional(),
  timeout_ms: timeoutMs.default(10_000),
};

/** A program that is run beside the run: a list is a program with its arguments, a text is a line for the shell. */
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

/** What puts the target into a known state before a trial. A command must end with code 0. */
export const setupStepSchema = z.discriminatedUnion('kind', [httpCallSchema, commandCallSchema]);
export type SetupStep = z.infer<typeof setupStepSchema>;
