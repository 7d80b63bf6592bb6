import { loadPlaywright } from '../../playwright/load-playwright.ts';
import type { Command, createEngine } from '../engine.ts';
import { inPageSource } from './in-page-source.ts';

const NAME = 'rote';
/** What the script is asked for; the type ties the name to the function. */
const ENTRY: keyof { createEngine: typeof createEngine } = 'createEngine';
let registered: Promise<void> | undefined;

/**
 * Makes the in-page room known to Playwright: once a process, because its registry of selector engines is one per process. Has to come
 * before the first page is used: Playwright does not teach new engines to documents that it has looked at.
 */
export function registerEngine(): Promise<void> {
  registered ??= loadPlaywright().then(({ selectors }) =>
    selectors.register(NAME, { content: `(${inPageSource('engine')})().${ENTRY}()` }, { contentScript: true }),
  );
  return registered;
}

/** A command as a selector. `'` and `>` would mean something to Playwright. */
export function commandSelector(command: Command): string {
  return `${NAME}=${encodeURIComponent(JSON.stringify(command)).replaceAll("'", '%27')}`;
}

/** Goes from a frame element to what is in its document. */
export const ENTER_FRAME = ' >> internal:control=enter-frame >> ';
