import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { RoteError } from '../contract/errors.ts';

const credentialsSchema = z.record(z.string().regex(/^[\w.-]+$/), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/**
 * Credentials from --credentials-file (JSON or YAML) or, without it, from ROTE_CREDENTIALS (JSON): a flat object of names and values,
 * `{"username": "…", "password": "…"}`. Errors name the place and the shape, never a value.
 */
export async function readCredentials(file: string | undefined, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new RoteError('VALIDATION_FAILED', `The credentials file ${file} cannot be read: check the path and its permissions.`, {
        cause,
      });
    });
    return parseCredentials(text, `The credentials file ${file}`);
  }
  return env.ROTE_CREDENTIALS ? parseCredentials(env.ROTE_CREDENTIALS, 'ROTE_CREDENTIALS') : {};
}

function parseCredentials(text: string, where: string): Record<string, string> {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    // The parser's message quotes the line, and the line may hold a password.
    throw new RoteError('VALIDATION_FAILED', `${where} is neither JSON nor YAML: write {"username": "…", "password": "…"}.`);
  }
  const parsed = credentialsSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new RoteError(
    'VALIDATION_FAILED',
    `${where} must hold a flat object of names and texts, such as {"username": "…", "password": "…"}.`,
  );
}
