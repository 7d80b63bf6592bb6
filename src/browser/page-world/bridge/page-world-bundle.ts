import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MODULES_ROOT } from '../../../base/index.ts';
import type { PageWorldBundle } from './bundle-sources.ts';

/** In a package, it is beside the bundled modules; a checkout has no such file. */
const READY_MADE = join(MODULES_ROOT, 'page-world.json');
let loaded: Promise<PageWorldBundle> | undefined;

/** The one way to the code that runs in pages: the ready-made bundle, or one that is made of the sources when it is first needed. */
export function loadPageWorld(): Promise<PageWorldBundle> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<PageWorldBundle> {
  const ready = await readFile(READY_MADE, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (ready !== undefined) return JSON.parse(ready) as PageWorldBundle;
  const { bundleCached } = await import('./bundle-sources.ts');
  return bundleCached();
}
