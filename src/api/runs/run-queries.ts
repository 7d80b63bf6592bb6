import { z } from 'zod';
import { runStatusSchema } from '../../contract/index.ts';
import type { RunFilter } from '../../storage/index.ts';

/** No text of a database holds a NUL. */
const plainText = z.string().regex(/^[^\0]*$/, 'must not hold a NUL');

export const runParamsSchema = z.object({ id: z.string().describe('Id of the run') });

export const createHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
    .optional()
    .describe('Any text that is new for each run that is wanted, for example a UUID. It belongs to the api key that sends it.'),
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional()
    // What is no trace context is none, and no reason to refuse a run.
    .catch(undefined)
    .describe('W3C trace context: the run becomes part of that trace.'),
});

export const listQuerySchema = z.strictObject({
  status: z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(',').filter((status) => status !== '')))
    .pipe(z.array(runStatusSchema))
    .optional()
    .describe('One or more, separated by commas or by repeating the parameter'),
  playbook: plainText.max(200).optional(),
  created_after: z.iso.datetime({ offset: true }).optional().describe('Inclusive'),
  created_before: z.iso.datetime({ offset: true }).optional().describe('Exclusive'),
  text: plainText.max(500).optional().describe('Part of the directive; case does not matter'),
  cursor: plainText.max(1000).optional().describe('`next_cursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export function toFilter(query: z.output<typeof listQuerySchema>): RunFilter {
  const { status, playbook, created_after, created_before, text, cursor, limit } = query;
  return {
    limit,
    ...(status !== undefined && status.length > 0 && { status }),
    ...(playbook !== undefined && playbook !== '' && { playbook }),
    ...(created_after !== undefined && { created_after: new Date(created_after).toISOString() }),
    ...(created_before !== undefined && { created_before: new Date(created_before).toISOString() }),
    ...(text !== undefined && text !== '' && { text }),
    ...(cursor !== undefined && cursor !== '' && { cursor }),
  };
}
