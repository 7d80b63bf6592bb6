import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder, parseJson, writeFileWhole } from '../../base/index.ts';

const knownSchema = z.record(z.string(), z.object({ version: z.string(), identity: z.string() }));

/**
 * The versions that browsers on this host have printed. Asking a browser starts it, which takes as long as a fifth of a
 * short run. A program that has changed since is unknown; so is every program where no cache can be kept.
 */
export class KnownVersions {
  readonly #file: string | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    const folder = cacheFolder(env);
    this.#file = folder && join(folder, 'browsers.json');
  }

  async get(path: string): Promise<string | undefined> {
    const known = await this.#read();
    return known[path]?.identity === (await identityOf(path)) ? known[path]?.version : undefined;
  }

  async set(path: string, version: string): Promise<void> {
    if (this.#file === undefined) return;
    const known = { ...(await this.#read()), [path]: { version, identity: await identityOf(path) } };
    await writeFileWhole(this.#file, JSON.stringify(known), 0o600, false).catch(() => undefined); // asked again next time
  }

  async #read(): Promise<z.infer<typeof knownSchema>> {
    if (this.#file === undefined) return {};
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return knownSchema.safeParse(parseJson(text)).data ?? {};
  }
}

/** Differs once the program is replaced, as an update does. */
async function identityOf(path: string): Promise<string> {
  const program = await realpath(path);
  const { size, mtimeMs, ino } = await stat(program);
  return [program, size, mtimeMs, ino].join(':');
}
