import type { Frame } from 'playwright-core';
import type * as mainWorld from '../main-world/index.ts';
import { loadPageWorld } from './page-world-bundle.ts';

type MainWorld = typeof mainWorld;

/** Returns a script that calls a function of main-world/. The argument must be JSON. */
export async function mainWorldScript<Name extends keyof MainWorld>(
  name: Name,
  ...[argument]: Parameters<MainWorld[Name]>
): Promise<string> {
  return `${(await loadPageWorld()).mainWorld}.${name}(${JSON.stringify(argument) ?? ''})`;
}

/** Calls a function of main-world/ in the frame's main world, where a call can return a promise. */
export async function callInMainWorld<Name extends keyof MainWorld>(
  frame: Frame,
  name: Name,
  ...argument: Parameters<MainWorld[Name]>
): Promise<Awaited<ReturnType<MainWorld[Name]>>> {
  return frame.evaluate<Awaited<ReturnType<MainWorld[Name]>>>(await mainWorldScript(name, ...argument));
}
