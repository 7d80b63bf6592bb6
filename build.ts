/**
 * `npm run build`: the sources as plain JavaScript with types in dist/, as the published package runs them. dist/ mirrors the checkout
 * (dist/src, dist/sample), so that what a module finds beside itself is found there too; what lies in the root of the package (playbooks,
 * profiles) is found by PACKAGE_ROOT.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSources } from './src/browser/page-world/bridge/bundle-sources.ts';

const root = import.meta.dirname;

/** Folders of files that are read at run time and are not modules. */
const ASSETS = ['sample/assets'];

rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const folder of ASSETS) cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
// What runs in pages is bundled here, so that the package needs no bundler.
writeFileSync(join(root, 'dist/src/browser/page-world/bridge/page-world-bundle.json'), JSON.stringify(await bundleSources()));
