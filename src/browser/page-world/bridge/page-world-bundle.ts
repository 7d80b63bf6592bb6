import { readFile } from 'node:fs/promises';

/** The code that runs in pages, as scripts: expressions that give what the module of that name exports. */
export interface PageWorldBundle {
  /** engine.ts, for the isolated world. */
  engine: string;
  /** main-world/index.ts, for the page's own world. */
  mainWorld: string;
}

/** Beside the compiled code in a package; where the sources run there is none. */
const READY_MADE = new URL('./page-world-bundle.json', import.meta.url);
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
  const { bundleOnce } = await import('./bundle-sources.ts');
  return bundleOnce();
}
