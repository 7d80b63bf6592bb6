/**
 * `npm run build`: the modules as plain JavaScript in dist/, as the published package runs them, with the types of what it exports. They are
 * bundled, because loading a file takes longer than running it; dist/chunks has what the entries share and what is loaded on demand.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleSources } from './src/browser/page-world/bridge/bundle-sources.ts';

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** What processes and threads start with (`startModule`), and what the package exports. */
const ENTRIES = [
  'src/cli/main',
  'src/sandbox/main',
  'src/recording/trace/seal-worker',
  'src/browser/perform/files/tables/table-worker',
  'src/contract/index',
];
/** Packages of many files that every start needs. Where something else needs them too, it has its own copy. */
const BUNDLED_PACKAGES = ['@eslint-community/regexpp', 'commander', 'yaml', 'zod'];
/** What modules find beside themselves at run time, all of them in dist/chunks. */
const ASSETS = ['sample/assets'];

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
/** esbuild makes the bundle for pages of sources only. */
const loadedAsPackages = [...Object.keys(dependencies).filter((name) => !BUNDLED_PACKAGES.includes(name)), 'esbuild'];

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, `${entry}.ts`])),
  platform: 'node',
  external: loadedAsPackages.map((name) => new RegExp(`^${name}(/|$)`)),
  // No module of ours does anything when it is only imported; packages say so themselves.
  treeshake: { moduleSideEffects: (id) => (id.includes('node_modules') ? undefined : false) },
  tsconfig: false,
});
await bundle.write({ dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' });
await bundle.close();
writeFileSync(join(dist, 'LICENSES.txt'), BUNDLED_PACKAGES.map(licenseOf).join('\n'));
for (const folder of ASSETS) cpSync(join(root, folder), join(dist, 'chunks', basename(folder)), { recursive: true });
// What runs in pages is bundled here, so that the package needs no bundler.
writeFileSync(join(dist, 'page-world.json'), JSON.stringify(await bundleSources()));

function licenseOf(name: string): string {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`The package ${name} has no license file that could be shipped with its code.`);
  return `${name}\n\n${readFileSync(join(folder, file), 'utf8')}`;
}
