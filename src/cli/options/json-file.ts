import { readFile } from 'node:fs/promises';
import { RoteError } from '../../contract/index.ts';

/** Reads a JSON object from the file that an option names. */
export async function readJsonFile(file: string, option: string): Promise<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new RoteError('VALIDATION_FAILED', `${option}: the file ${file} ${why}.`, { cause });
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Record<string, unknown>;
  throw new RoteError('VALIDATION_FAILED', `${option}: the file ${file} must hold a JSON object.`);
}
