import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The code that runs in pages, as scripts: expressions that give what the module of that name exports. */
export interface PageWorldBundle {
  /** engine.ts, for the isolated world. */
  engine: string;
  /** main-world/index.ts, for the page's own world. */
  mainWorld: string;
}

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));
const CACHE = join(PROJECT, 'node_modules', '.cache', 'page-world');

/** The bundle of the sources as they are now: from the cache when they were bundled before, which takes a few milliseconds. */
export async function bundleOnce(): Promise<PageWorldBundle> {
  const file = join(CACHE, `${fingerprint()}.json`);
  const known = await readFile(file, 'utf8').catch(() => undefined); // not bundled yet
  if (known !== undefined) return JSON.parse(known) as PageWorldBundle;
  const bundle = await bundleSources();
  await keep(file, JSON.stringify(bundle)).catch(() => undefined); // a read-only installation bundles anew each time
  return bundle;
}

/** Bundles the sources with esbuild. */
export async function bundleSources(): Promise<PageWorldBundle> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { engine: join(SOURCES, 'engine.ts'), mainWorld: join(SOURCES, 'main-world/index.ts') },
    outdir: CACHE,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    target: 'chrome120',
    charset: 'utf8',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const scriptOf = (name: keyof PageWorldBundle): string => {
    const output = outputFiles.find(({ path }) => path === join(CACHE, `${name}.js`));
    if (output === undefined) throw new Error(`esbuild made no ${name}`);
    return `(()=>{const module={exports:{}};${output.text.trim()};return module.exports})()`;
  };
  return { engine: scriptOf('engine'), mainWorld: scriptOf('mainWorld') };
}

/** Of everything that goes into the bundle: the sources, how they are bundled, and the version of the bundler. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(PROJECT, 'package-lock.json')));
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  for (const name of names.sort()) hash.update(`\0${name}\0`).update(readFileSync(join(SOURCES, name)));
  return hash.digest('hex');
}

/** Whole or not at all: several processes may do this at once. */
async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
