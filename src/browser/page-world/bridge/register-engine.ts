import { loadPlaywright } from '../../playwright/load-playwright.ts';
import type { Command, createEngine } from '../engine.ts';
import { loadPageWorld } from './page-world-bundle.ts';

const NAME = 'rote';
/** What the script is asked for; the type ties the name to the function. */
const ENTRY: keyof { createEngine: typeof createEngine } = 'createEngine';
let registered: Promise<void> | undefined;

/**
 * Makes the page world known to Playwright: once a process, because its registry of selector engines is one per process. Has to come
 * before the first page is used: Playwright does not teach new engines to documents that it has looked at.
 */
export function registerEngine(): Promise<void> {
  registered ??= Promise.all([loadPlaywright(), loadPageWorld()]).then(([{ selectors }, { engine }]) =>
    selectors.register(NAME, { content: `${engine}.${ENTRY}()` }, { contentScript: true }),
  );
  return registered;
}

/** A command as a selector. `'` and `>` would mean something to Playwright. */
export function commandSelector(command: Command): string {
  return `${NAME}=${encodeURIComponent(JSON.stringify(command)).replaceAll("'", '%27')}`;
}

/** What the engine answers is read as this attribute. */
export const ANSWER = 'answer';
