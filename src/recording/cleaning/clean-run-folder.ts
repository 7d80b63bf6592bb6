import { readFile, rename } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { safeFileName, writeFileWhole } from '../../base/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { filesIn } from '../artifacts.ts';

/** Renames downloads and screenshots whose name contains a secret: a site chooses the names of its downloads. */
export async function cleanFileNames(folder: string, secrets: SecretBook): Promise<void> {
  for (const sub of ['downloads', 'screenshots']) {
    const names = await filesIn(join(folder, sub));
    const taken = new Set(names);
    for (const name of names) {
      const cleaned = secrets.redact(name);
      if (cleaned === name) continue;
      const free = freeName(safeFileName(cleaned), taken);
      taken.add(free);
      await rename(join(folder, sub, name), join(folder, sub, free));
    }
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${stem}_${number}${extension}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/**
 * Cleans the records again with all secrets known by now: a session id may have been in a URL before it was known as a
 * secret. Rewrites only files that contain one.
 */
export async function cleanRecords(folder: string, secrets: SecretBook): Promise<void> {
  const top = (await filesIn(folder)).filter((name) => name === 'events.ndjson' || name === 'status.json');
  const actions = (await filesIn(join(folder, 'actions'))).map((name) => join('actions', name));
  for (const name of [...top, ...actions]) {
    const text = await readFile(join(folder, name), 'utf8');
    // Escaped text is searched here, so a secret that JSON wrote with escapes is found too.
    if (secrets.find(text).length === 0) continue;
    const lines = name.endsWith('.ndjson') ? text.split('\n').filter((line) => line !== '') : [text];
    const indent = name.endsWith('.ndjson') ? undefined : 2;
    const cleaned = lines.map((line) => `${JSON.stringify(secrets.redactValue(JSON.parse(line)), null, indent)}\n`).join('');
    if (cleaned !== text) await writeFileWhole(join(folder, name), cleaned);
  }
}
