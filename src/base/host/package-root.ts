import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

const packageJson = findPackageJSON(import.meta.url);
if (packageJson === undefined) throw new Error(`No package.json was found above ${import.meta.url}: copy the whole package.`);

/** The folder of package.json, with the bundled playbooks and profiles: a checkout, or the installed package. */
export const PACKAGE_ROOT: string = dirname(packageJson);

/** The version in package.json. */
export const ROTE_VERSION: string = (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
