import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, extname, join } from 'node:path';

const packageJson = findPackageJSON(import.meta.url);
if (packageJson === undefined) throw new Error(`No package.json was found above ${import.meta.url}: copy the whole package.`);

/** The folder of package.json, with the bundled playbooks and profiles: a checkout, or the installed package. */
export const PACKAGE_ROOT: string = dirname(packageJson);

const kind = extname(import.meta.filename);

/** The folder of the modules: a checkout, or dist/ of a package, where they are bundled and `import.meta` does not say where a module was. */
export const MODULES_ROOT: string = kind === '.ts' ? PACKAGE_ROOT : join(PACKAGE_ROOT, 'dist');

/** The file of a module that a process or thread starts with. `name`: its path from the root, without its extension. See build.ts. */
export function startModule(name: string): string {
  return join(MODULES_ROOT, `${name}${kind}`);
}

/** The version in package.json. */
export const ROTE_VERSION: string = (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
