import { z } from 'zod';

/** Largest file that a client may send, in bytes. */
export const MAX_FILE_BYTES = 50_000_000;
/** Files of one run. */
export const MAX_RUN_FILES = 20;
/** How long a file waits for a run that names it. Hours. */
export const FILE_WAITS_HOURS = 24;

export const fileIdSchema = z.string().regex(/^file_[0-9a-f]{32}$/, 'must be the `file_id` of a file that was sent');

/** As an application gets it: one path segment, in whatever script. */
export const fileNameSchema = z
  .string()
  .min(1)
  .refine((name) => Buffer.byteLength(name) <= 255, 'must have at most 255 bytes')
  .refine((name) => !/[/\\\p{Cc}]/u.test(name) && name !== '.' && name !== '..', 'must be the name of a file, without a folder');

/** The answer of POST /files. */
export const runFileSchema = z.object({
  file_id: fileIdSchema.describe('Name it in `files` of one run request.'),
  name: fileNameSchema.describe('The name under which an application gets it.'),
  bytes: z.int().describe('Its size.'),
  sha256: z.string().describe('Hex.'),
  expires_at: z.iso.datetime().describe('Removed then, unless a run has named it. With a run, it is removed when the run ends.'),
});
export type RunFile = z.infer<typeof runFileSchema>;
