export type { ActionResult } from './action-result.ts';
export { ACTIONS, type ActionDefinition, performAction } from './actions/index.ts';
export type {
  BrowserSession,
  DialogPolicy,
  Notice,
  PageObserver,
  SessionOptions,
  StorageState,
  TabSummary,
  UrlCheck,
} from './browser-session.ts';
export { type Captcha, type CaptchaBounds, detectCaptcha, waitForCaptcha } from './captcha.ts';
export { describeElement, type ElementDescription } from './describe-element.ts';
export { ensureBrowser } from './ensure-browser.ts';
export { type FoundBrowser, findBrowser } from './find-browser.ts';
export { openSession } from './open-session.ts';
export type { PageFailureReason } from './page-failure.ts';
export { type ResolvedSelector, resolveSelector } from './resolve-selector.ts';
export { settle } from './settle.ts';
export { type Verified, waitForText, waitGone, waitUrlContains, waitVisible } from './verification.ts';
