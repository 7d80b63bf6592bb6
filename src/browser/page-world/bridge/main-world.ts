import type { ElementHandle, Frame, JSHandle } from 'playwright-core';
import { untraced } from '../../playwright/untraced.ts';
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

/** Calls a function of main-world/ whose answer stays in the page. The call is not in the trace. */
export async function openInMainWorld<Name extends keyof MainWorld>(
  frame: Frame,
  name: Name,
  ...argument: Parameters<MainWorld[Name]>
): Promise<JSHandle<ReturnType<MainWorld[Name]>>> {
  const script = await mainWorldScript(name, ...argument);
  return untraced(frame, () => frame.evaluateHandle(script)) as Promise<JSHandle<ReturnType<MainWorld[Name]>>>;
}

/** Calls a method of what `openInMainWorld` returned, with a text or an element. Not in the trace. */
export function callMethod<Opened, Name extends Method<Opened>>(
  handle: JSHandle<Opened>,
  name: Name,
  argument?: string | ElementHandle,
): Promise<Answer<Opened, Name>> {
  const call = { name, argument };
  return untraced(handle, () =>
    handle.evaluate((opened, { name: method, argument: given }) => (opened as Methods)[method]?.(given), call),
  ) as Promise<Answer<Opened, Name>>;
}

type Method<Opened> = { [Name in keyof Opened & string]: Opened[Name] extends (argument: never) => unknown ? Name : never }[keyof Opened &
  string];
type Answer<Opened, Name extends keyof Opened> = Opened[Name] extends (argument: never) => infer Result ? Result : never;
type Methods = Readonly<Record<string, (argument: unknown) => unknown>>;
