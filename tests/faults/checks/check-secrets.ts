import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scanForSecrets } from '../../../src/recording/index.ts';
import { Secret, SecretBook } from '../../../src/secrets/index.ts';
import { databaseText } from '../world/database-text.ts';
import type { World } from '../world/world.ts';

/**
 * What was planted as a credential stands nowhere: in no row, in no byte of the data folder or the log, and in no recording, packed or encoded. With no
 * service running.
 */
export async function checkSecrets(world: World): Promise<string[]> {
  const problems: string[] = [];
  const forms = encodings(world.planted);
  const rows = await databaseText(world);
  if (!rows.includes(world.sample.url)) problems.push('the database holds no run that could be searched');
  if (forms.some((form) => rows.includes(form))) problems.push('the planted credential stands in the database');
  for (const entry of await readdir(world.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (forms.some((form) => bytes.includes(form))) problems.push(`the planted credential stands in ${path}`);
  }
  const book = new SecretBook();
  book.add('credential:pin', new Secret(world.planted));
  for (const { file, encoding } of await scanForSecrets(world.runsFolder, book))
    problems.push(`the planted credential stands in ${file} (${encoding})`);
  return problems;
}

function encodings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [text, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('hex')];
}
