import { z } from 'zod';
import { runStatusSchema } from '../../contract/index.ts';
import type { RunFilter } from '../../storage/index.ts';
import { about } from '../openapi/schemas.ts';

/** No text of a database holds a NUL. */
const plainText = z.string().regex(/^[^\0]*$/, 'must not hold a NUL');

export const runParamsSchema = z.object({ id: about(z.string(), 'Id of the run') });

export const createHeadersSchema = z.object({
  'idempotency-key': about(
    z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
      .optional(),
    'Any text that is new for each run that is wanted, for example a UUID. It belongs to the api key that sends it.',
  ),
  traceparent: about(
    z
      .string()
      .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
      .optional()
      // What is no trace context is none, and no reason to refuse a run.
      .catch(undefined),
    'W3C trace context: the run becomes part of that trace.',
  ),
});

const statuses = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').filter((status) => status !== '')))
  .pipe(z.array(runStatusSchema))
  .optional();

export const listQuerySchema = z.strictObject({
  status: about(statuses, 'One or more, separated by commas or by repeating the parameter'),
  playbook: about(plainText.max(200).optional(), 'Id of a playbook'),
  created_after: about(z.iso.datetime({ offset: true }).optional(), 'Inclusive'),
  created_before: about(z.iso.datetime({ offset: true }).optional(), 'Exclusive'),
  text: about(plainText.max(500).optional(), 'Part of the directive; case does not matter'),
  cursor: about(plainText.max(1000).optional(), '`next_cursor` of the page before'),
  limit: about(z.coerce.number().int().min(1).max(200).default(50), 'Runs on a page'),
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
