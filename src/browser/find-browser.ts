export interface FoundBrowser {
  path: string;
  /** As the browser prints it, for example `Chromium 156.0.8078.79`. */
  version: string;
  source: 'ROTE_BROWSER' | 'system' | 'playwright';
}
export declare function findBrowser(env?: NodeJS.ProcessEnv): Promise<FoundBrowser | undefined>;
