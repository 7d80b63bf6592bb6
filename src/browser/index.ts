export type { ActionResult } from './action-result.ts';
export { ACTIONS, performAction } from './actions/index.ts';
export type {
  BrowserSession,
  DialogPolicy,
  Notice,
  SessionOptions,
  StorageState,
  TabSummary,
  UrlCheck,
} from './browser-session.ts';
export { type Captcha, type CaptchaBounds, detectCaptcha, waitForCaptcha } from './captcha.ts';
export { describeElement } from './describe-element.ts';
export { emptyStorage } from './empty-storage.ts';
export { ensureBrowser } from './ensure-browser.ts';
export { type FoundBrowser, findBrowser } from './find-browser.ts';
export { frameUrlOf } from './frame-url.ts';
export type { WaitingBrowser } from './launched-browser.ts';
export { openSession } from './open-session.ts';
export type { PageFailureReason } from './page-failure.ts';
export type { ElementDescription } from './read-facts.ts';
export { readCookies, readStorageItem } from './read-storage.ts';
export { type ResolvedSelector, resolveSelector } from './resolve-selector.ts';
export { isSameElement } from './same-element.ts';
export { settle } from './settle.ts';
export { surroundings } from './surroundings.ts';
export { type Verified, waitForText, waitGone, waitUrlContains, waitVisible } from './verification.ts';
export { openWaitingBrowser } from './waiting-browser.ts';
export { watchWaitingRequests } from './waiting-requests.ts';
