/** Loads Playwright when the first browser starts: it takes 60 MB, and the api and the worker start none. */
export function loadPlaywright(): Promise<typeof import('playwright-core')> {
  return import('playwright-core');
}
