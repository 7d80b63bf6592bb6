/**
 * Playwright, loaded when the first browser is started: it holds 60 MB, which a process that starts none (the api, a worker) need not have.
 */
export function loadPlaywright(): Promise<typeof import('playwright-core')> {
  return import('playwright-core');
}
