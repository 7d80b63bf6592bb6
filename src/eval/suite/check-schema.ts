import { z } from 'zod';
import { TEXT_MATCHES } from '../../contract/index.ts';
import { commandShape, httpShape } from './call-schema.ts';
import { matcherShape, textsSchema } from './matcher-schema.ts';

/** How long a check that does not hold yet is repeated, for targets that finish their work later. */
const until = { within_ms: z.int().min(0).max(600_000).default(0) };

export const httpCheckSchema = z.strictObject({
  kind: z.literal('http'),
  ...httpShape,
  /** Such as `items[0].status`; default: the whole answer. */
  json_path: z.string().min(1).optional(),
  ...matcherShape,
  ...until,
});

export const commandCheckSchema = z.strictObject({
  kind: z.literal('command'),
  ...commandShape,
  expect_exit_code: z.int().min(0).max(255).default(0),
  json_path: z.string().min(1).optional(),
  ...matcherShape,
  ...until,
});

/** Opens a page in a separate browser after the run and verifies it. */
export const pageCheckSchema = z.strictObject({
  kind: z.literal('page'),
  url: z.string().min(1),
  /** As in a playbook: login_url and success. Uses the case's credentials. */
  auth: z.record(z.string(), z.json()).optional(),
  expect_url_contains: z.string().min(1).optional(),
  expect_element_visible: z.string().min(1).optional(),
  expect_element_gone: z.string().min(1).optional(),
  expect_text_on_page: z.string().min(1).optional(),
  match: z.enum(TEXT_MATCHES).optional(),
  timeout_ms: z.int().min(1).max(600_000).default(5_000),
});
export type PageCheck = z.infer<typeof pageCheckSchema>;

/** Reads a file that the run downloaded. */
export const downloadCheckSchema = z.strictObject({
  kind: z.literal('download'),
  /** Part of the file's name; default: the first download. */
  name_contains: z.string().min(1).optional(),
  contains: textsSchema.optional(),
  not_contains: textsSchema.optional(),
  matches: matcherShape.matches,
  min_bytes: z.int().min(0).optional(),
});

/** An observation of the target itself after the run, so that a run's own report never decides alone. */
export const checkSchema = z.discriminatedUnion('kind', [httpCheckSchema, pageCheckSchema, commandCheckSchema, downloadCheckSchema]);
export type Check = z.infer<typeof checkSchema>;
