import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { errorMessage } from '../../base/index.ts';
import { type Profile, profileSchema, RoteError } from '../../contract/index.ts';

/** Reads `<folder>/<name>.yaml`. NOT_FOUND if it is missing, VALIDATION_FAILED with every problem if it is invalid. */
export async function readProfile(folder: string, name: string): Promise<Profile> {
  if (!/^[\w-]+$/.test(name))
    throw new RoteError('VALIDATION_FAILED', `"${name}" is not a valid profile name: use letters, digits, dashes and underscores.`);
  const file = join(folder, `${name}.yaml`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new RoteError('NOT_FOUND', `There is no profile "${name}": ${name}.yaml is not in the folder of profiles, or cannot be read.`, {
      cause,
    });
  });
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw new RoteError('VALIDATION_FAILED', `The profile "${name}" is not valid YAML: ${errorMessage(cause).split('\n')[0]}`, { cause });
  }
  const parsed = profileSchema.safeParse(content);
  if (!parsed.success) throw new RoteError('VALIDATION_FAILED', `The profile "${name}" is invalid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
