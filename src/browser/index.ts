export { type Captcha, type CaptchaBounds, detectCaptcha, waitForCaptcha } from './elements/captcha.ts';
export { APPEARS_WITHIN_MS, describeElement } from './elements/describe-element.ts';
export { describeDropZone } from './elements/drop-zone.ts';
export { frameUrlOf } from './elements/frame-url.ts';
export { describeKeyTargets } from './elements/key-targets.ts';
export { describeLinksTo } from './elements/links-to.ts';
export { type Look, textLook, type Verified } from './elements/looks/look.ts';
export { type SeenChange, TextWatch } from './elements/looks/text-watch.ts';
export {
  countLook,
  goneLook,
  urlLook,
  valueLook,
  visibleLook,
  waitForText,
  waitGone,
  waitUrlContains,
  waitVisible,
} from './elements/looks/verification.ts';
export { readPasswordForms } from './elements/password-forms.ts';
export { type Patience, type ResolvedSelector, resolveSelector } from './elements/resolving/resolve-selector.ts';
export { isSameElement } from './elements/same-element.ts';
export { surroundings } from './elements/surroundings.ts';
export { resolveInTabs } from './elements/tabs/resolve-in-tabs.ts';
export { watchTabs } from './elements/tabs/watch-tabs.ts';
export { whyNothingWasSent } from './elements/why-nothing-was-sent.ts';
export { ensureBrowser } from './launch/ensure-browser.ts';
export { type FoundBrowser, findBrowser } from './launch/find-browser.ts';
export type { PrelaunchedBrowser } from './launch/launched-browser.ts';
export { prelaunchBrowser } from './launch/prelaunch-browser.ts';
export type { Observer } from './observe/observer-port.ts';
export type { PasswordForm } from './page-world/readers/fields/password-forms.ts';
export type { KeysToPress } from './page-world/readers/key-targets.ts';
export type { ElementDescription } from './page-world/readers/read-facts.ts';
export { comparable, containsText } from './page-world/text/comparable.ts';
export { difference } from './page-world/text/difference.ts';
export { findText } from './page-world/text/find-text.ts';
export type { ActionResult } from './perform/action-result.ts';
export { explainLate } from './perform/failures/explain-late.ts';
export { readFileContent } from './perform/files/read-file.ts';
export { performAction } from './perform/index.ts';
export { keepTypedForRetry } from './perform/typing/typed-fields.ts';
export { signInToProxy } from './playwright/sign-in-to-proxy.ts';
export type {
  BrowserSession,
  DialogAnswer,
  DialogDecider,
  NativeDialog,
  Notice,
  SessionOptions,
  StorageState,
  TabSummary,
  UrlCheck,
} from './session/browser-session.ts';
export { openSession } from './session/open-session.ts';
export { emptyStorage } from './session/storage/empty-storage.ts';
export { readCookies, readStorageItem } from './session/storage/read-storage.ts';
export type { MainDocument, Visit } from './session/tabs/main-documents.ts';
export type { Answered, RequestEnd, SentRequest } from './session/traffic.ts';
export { nextChange } from './settling/next-change.ts';
export { watchPendingRequests } from './settling/pending-requests.ts';
export { settle } from './settling/settle.ts';
export { untilIdle } from './settling/until-idle.ts';
export { untilViewChanged } from './settling/view-change.ts';
