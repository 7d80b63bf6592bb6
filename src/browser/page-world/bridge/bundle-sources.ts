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
  /** early.ts, for the isolated world of a document that is just being created. */
  early: string;
  /** service-worker.ts, for a service worker that has not run its script yet. */
  serviceWorker: string;
}

const ENTRIES = {
  engine: 'engine.ts',
  mainWorld: 'main-world/index.ts',
  early: 'early.ts',
  serviceWorker: 'service-worker.ts',
} satisfies PageWorldBundle;

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));
const CACHE = join(PROJECT, 'node_modules', '.cache', 'page-world');

/** Bundles the current sources, or reads their bundle from the cache, which takes a few milliseconds. */
export async function bundleCached(): Promise<PageWorldBundle> {
  const file = join(CACHE, `${fingerprint()}.json`);
  const cached = await readFile(file, 'utf8').catch(() => undefined); // not cached yet
  if (cached !== undefined) return JSON.parse(cached) as PageWorldBundle;
  const bundle = await bundleSources();
  await writeAtomically(file, JSON.stringify(bundle)).catch(() => undefined); // a read-only installation bundles every time
  return bundle;
}

/** Bundles the sources with esbuild. */
export async function bundleSources(): Promise<PageWorldBundle> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: mapEntries((name) => join(SOURCES, ENTRIES[name])),
    outdir: CACHE,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    target: 'chrome120',
    charset: 'utf8',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const scriptOf = (name: keyof PageWorldBundle): string => {
    const output = outputFiles.find(({ path }) => path === join(CACHE, `${name}.js`));
    if (output === undefined) throw new Error(`esbuild produced no ${name}.js`);
    return `(()=>{const module={exports:{}};${output.text.trim()};return module.exports})()`;
  };
  return mapEntries(scriptOf);
}

function mapEntries(textOf: (name: keyof PageWorldBundle) => string): Record<keyof PageWorldBundle, string> {
  const names = Object.keys(ENTRIES) as (keyof PageWorldBundle)[];
  return Object.fromEntries(names.map((name) => [name, textOf(name)])) as Record<keyof PageWorldBundle, string>;
}

/** Covers everything that determines the bundle: the sources, the build options and the version of esbuild. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(PROJECT, 'package-lock.json')));
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  for (const name of names.sort()) hash.update(`\0${name}\0`).update(readFileSync(join(SOURCES, name)));
  return hash.digest('hex');
}

/** Several processes may write the same file at once. */
async function writeAtomically(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
