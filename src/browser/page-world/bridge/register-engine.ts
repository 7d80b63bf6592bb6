import { loadPlaywright } from '../../playwright/load-playwright.ts';
import type { Command, createEngine } from '../engine.ts';
import { loadPageWorld } from './page-world-bundle.ts';

const NAME = 'rote';
/** The export that the script calls; the type checks that it exists. */
const ENTRY: keyof { createEngine: typeof createEngine } = 'createEngine';
let registered: Promise<void> | undefined;

/**
 * Registers the page world as a selector engine. Once a process, since Playwright keeps one registry per process. Call
 * it before the first page is used: Playwright does not add engines to documents that it has already queried.
 */
export function registerEngine(): Promise<void> {
  registered ??= Promise.all([loadPlaywright(), loadPageWorld()]).then(([{ selectors }, { engine }]) =>
    selectors.register(NAME, { content: `${engine}.${ENTRY}()` }, { contentScript: true }),
  );
  return registered;
}

/** Encodes a command as a selector, escaping what Playwright's selector syntax would interpret. */
export function commandSelector(command: Command): string {
  return `${NAME}=${encodeURIComponent(JSON.stringify(command)).replaceAll("'", '%27')}`;
}

/** The attribute that returns the engine's answer. */
export const ANSWER = 'answer';
