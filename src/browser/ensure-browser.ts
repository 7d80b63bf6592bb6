import type { Deadline } from '../base/deadline.ts';
import type { FoundBrowser } from './find-browser.ts';
export declare function ensureBrowser(
  deadline: Deadline,
  options?: { env?: NodeJS.ProcessEnv; onProgress?: (message: string) => void },
): Promise<FoundBrowser>;
