import { z } from 'zod';
import { runConfigSchema } from './run-config.ts';
import { fileIdSchema, MAX_RUN_FILES } from './run-file.ts';

const plainUrl = (what: string) =>
  z.url({ protocol: /^https?$/ }).refine((url) => {
    const parsed = URL.parse(url);
    return parsed !== null && parsed.username === '' && parsed.password === '';
  }, `${what} must not contain a user name or password: give them as credentials`);

/** One path segment on every file system: the id is the name of the run folder. */
export const runIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, 'letters, digits, dot, dash and underscore, at most 120');

/** The body of POST /runs: a run config with the limits of a service and a webhook. */
export const runRequestSchema = runConfigSchema.extend({
  run_id: runIdSchema.optional().describe('Id of the run. Omit it to get a new one.'),
  start_url: plainUrl('start_url')
    .optional()
    .describe(
      'http(s) URL to start at, without user name or password. Its origin is `{base_url}` in playbooks unless a parameter of that name is given.',
    ),
  timeout_seconds: z.int().min(30).max(3600).default(600).describe('Longest duration of the run, in seconds.'),
  files: z
    .array(fileIdSchema)
    .max(MAX_RUN_FILES)
    .optional()
    .describe(
      'Ids of files that were sent for this run (`POST /files`). `upload` finds them by their names. They are removed when the run ends.',
    ),
  webhook_url: plainUrl('webhook_url').optional().describe('Gets a signed POST when the run has ended.'),
});
export type RunRequest = z.infer<typeof runRequestSchema>;
export type RunRequestInput = z.input<typeof runRequestSchema>;

/** The request as it may be shown, stored and logged: `[secret]` replaces each credential and the proxy's user name and password. */
export function withoutSecrets(request: RunRequest): Record<string, unknown> {
  const { credentials, proxy, webhook_url, ...open } = request;
  return {
    ...open,
    credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, '[secret]'])),
    ...(proxy && {
      proxy: {
        server: proxy.server,
        ...(proxy.username !== undefined && { username: '[secret]' }),
        ...(proxy.password !== undefined && { password: '[secret]' }),
      },
    }),
    // The path and query of a webhook are often its password.
    ...(webhook_url !== undefined && { webhook_url: new URL(webhook_url).origin }),
  };
}
