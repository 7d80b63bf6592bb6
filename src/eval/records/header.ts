import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson, writeFileWhole } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

const HEADER_FILE = 'eval.json';

/** The versions that a suite ran with. */
export const versionsSchema = z.object({
  rote: z.string(),
  node: z.string(),
  browser: z.string().nullable(),
  platform: z.string(),
  /** Of the checkout that Rote runs from; null outside a checkout. */
  commit: z.string().nullable(),
  /** The checkout had uncommitted changes. */
  dirty: z.boolean(),
  /** The configured model; null when there was none. */
  model: z.string().nullable(),
});
export type Versions = z.infer<typeof versionsSchema>;

/** US dollars per million tokens. */
export const priceRowSchema = z.object({
  model: z.string(),
  source: z.enum(['suite', 'table']),
  input: z.number(),
  cached: z.number().nullable(),
  output: z.number(),
});

/** `eval.json`: describes the suite and sessions of the trials beside it. */
export const headerSchema = z.object({
  format: z.literal('rote-eval'),
  version: z.literal(1),
  suite_file: z.string(),
  suite_hash: z.string(),
  /** As written in the file, with plain credentials masked. */
  suite: z.unknown(),
  /** Trials of each case, overriding the suite. */
  trials: z.int().min(1).nullable(),
  tags: z.array(z.string()),
  /** One for each start and resumption. */
  sessions: z.array(
    z.object({
      started_at: z.string(),
      parallel: z.int(),
      versions: versionsSchema,
      /** The end and, if it ended early, the reason. Null when the process was killed. */
      ended: z.object({ at: z.string(), reason: z.string().nullable() }).nullable(),
    }),
  ),
  prices: z.array(priceRowSchema),
});
export type Header = z.infer<typeof headerSchema>;

export async function writeHeader(folder: string, header: Header): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileWhole(join(folder, HEADER_FILE), `${JSON.stringify(header, null, 2)}\n`);
}

/** Undefined when the folder holds no trials; VALIDATION_FAILED when it cannot be read. */
export async function readHeader(folder: string): Promise<Header | undefined> {
  const path = join(folder, HEADER_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RoteError('VALIDATION_FAILED', `${path} cannot be read.`, { cause: error });
  }
  const parsed = headerSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new RoteError('VALIDATION_FAILED', `${path} is not the header of an evaluation, or it is damaged.`, { cause: parsed.error });
}
