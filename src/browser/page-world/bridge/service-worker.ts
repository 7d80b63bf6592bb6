import type * as serviceWorker from '../service-worker.ts';
import { loadPageWorld } from './page-world-bundle.ts';

/** Returns a script that calls a function of service-worker.ts. */
export async function serviceWorkerScript(name: keyof typeof serviceWorker): Promise<string> {
  return `${(await loadPageWorld()).serviceWorker}.${name}()`;
}
