/** Playwright, loaded when the first browser is started: it holds 60 MB, and the api and the worker start none. */
export function loadPlaywright(): Promise<typeof import('playwright-core')> {
  return import('playwright-core');
}
