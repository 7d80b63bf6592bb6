import { z } from 'zod';
import { runStatusSchema } from '../../contract/index.ts';
import type { RunFilter } from '../../storage/index.ts';

/** Postgres texts cannot hold a NUL. */
const plainText = z.string().regex(/^[^\0]*$/, 'must not hold a NUL');

export const runParamsSchema = z.object({ id: z.string().describe('Id of the run.') });

export const createHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
    .optional()
    .describe('A text that is unique to the run you want, such as a UUID. Keys are separate for each API key.'),
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional()
    // An invalid trace context is ignored rather than refused.
    .catch(undefined)
    .describe('W3C trace context. The run becomes part of that trace.'),
});

const statuses = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').filter((status) => status !== '')))
  .pipe(z.array(runStatusSchema))
  .optional();

export const listQuerySchema = z.strictObject({
  status: statuses.describe('Only runs in one of these states: separate them with commas or repeat the parameter.'),
  playbook: plainText.max(200).optional().describe('Only runs of the playbook with this id.'),
  created_after: z.iso.datetime({ offset: true }).optional().describe('Only runs created at this time or later.'),
  created_before: z.iso.datetime({ offset: true }).optional().describe('Only runs created before this time.'),
  text: plainText.max(500).optional().describe('Only runs whose directive contains this text, ignoring case.'),
  cursor: plainText.max(1000).optional().describe('`next_cursor` of the previous page. Omit it to start at the newest run.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Runs per page.'),
});

export function toFilter(query: z.output<typeof listQuerySchema>): RunFilter {
  const { status, playbook, created_after, created_before, text, cursor, limit } = query;
  return {
    limit,
    status: status?.length ? status : undefined,
    playbook: playbook || undefined,
    created_after: created_after && new Date(created_after).toISOString(),
    created_before: created_before && new Date(created_before).toISOString(),
    text: text || undefined,
    cursor: cursor || undefined,
  };
}
