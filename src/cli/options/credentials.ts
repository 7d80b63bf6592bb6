import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

const credentialsSchema = z.record(z.string().regex(/^[\w.-]+$/), z.string());

/**
 * Credentials from --credentials-file (JSON or YAML), else from ROTE_CREDENTIALS: a flat object of names and values,
 * `{"username": "…", "password": "…"}`. Errors name the source and the expected shape, never a value.
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

async function parseCredentials(text: string, where: string): Promise<Record<string, string>> {
  const strings = credentialsSchema.safeParse(parseJson(text));
  const parsed = strings.success ? strings : credentialsSchema.safeParse(await asWritten(text, where));
  if (parsed.success) return parsed.data;
  throw new RoteError(
    'VALIDATION_FAILED',
    `${where} must hold a flat object of names and strings, such as {"username": "…", "password": "…"}.`,
  );
}

/** Parses numbers and booleans as strings: 007 and 1e3 are passwords, not 7 and 1000. */
async function asWritten(text: string, where: string): Promise<unknown> {
  const { parseDocument, visit } = await import('yaml'); // not for plain JSON, the usual case: loading it takes longer than the rest
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    // Not the parser's message: it quotes the line, which may hold a password.
    throw new RoteError('VALIDATION_FAILED', `${where} is neither JSON nor YAML: write {"username": "…", "password": "…"}.`);
  }
  visit(document, {
    Scalar: (_key, scalar) => {
      if (typeof scalar.value === 'number' || typeof scalar.value === 'boolean') scalar.value = scalar.source ?? String(scalar.value);
    },
  });
  return document.toJS();
}
