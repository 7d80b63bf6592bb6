import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

const packageJson = findPackageJSON(import.meta.url);
if (packageJson === undefined) throw new Error(`${import.meta.url} is in no package: it was copied without its package.json.`);

/** The folder of package.json, with the bundled playbooks and profiles: a checkout, or the installed package. */
export const PACKAGE_ROOT: string = dirname(packageJson);

/** As in package.json. */
export const ROTE_VERSION: string = (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
