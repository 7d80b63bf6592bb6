import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretBook } from '../../secrets/index.ts';
import { searchBytes } from './search-bytes.ts';
import { searchJson } from './search-json.ts';

interface SecretFinding {
  /** Path inside the folder that was scanned, secrets in it replaced. */
  file: string;
  /** The secret's encoding and place: `plain + percent`, `base64 in resources/….html`, `a file's name`. */
  encoding: string;
}

/**
 * Looks for every secret, in every encoding, in the names and contents of all files below `folder`, zips and compressed
 * files unpacked, hidden files included. Anything that could not be unpacked is a finding with the encoding
 * `unsearchable`.
 */
export async function scanForSecrets(folder: string, secrets: SecretBook): Promise<SecretFinding[]> {
  const found: SecretFinding[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(entry.parentPath, entry.name);
    const shown = secrets.redact(path.slice(join(folder, '/').length));
    for (const { encoding } of secrets.find(entry.name)) found.push({ file: shown, encoding: `a file's name, ${encoding}` });
    if (!entry.isFile()) continue;
    for (const encoding of await scanFile(path, secrets)) found.push({ file: shown, encoding });
  }
  return found;
}

async function scanFile(path: string, secrets: SecretBook): Promise<string[]> {
  const data = await readFile(path);
  const records = /\.(?:json|ndjson)$/.test(path) ? parseLines(data.toString()) : undefined;
  if (records !== undefined) return records.flatMap((record) => searchJson(record, secrets));
  return (await searchBytes(data, secrets)).map(({ encoding, inside }) => (inside === '' ? encoding : `${encoding} in ${inside}`));
}

/** One JSON value, or one on each line; undefined for anything else, which is then searched as it is. */
function parseLines(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    try {
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    } catch {
      return undefined;
    }
  }
}
