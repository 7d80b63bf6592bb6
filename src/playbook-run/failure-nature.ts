import type { ErrorBody, ErrorCode } from '../contract/index.ts';

/** Refusals and ends of the whole run: trying again, or letting an agent try, would only work around them. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['GUARDRAIL_BLOCKED', 'RUN_TERMINATED', 'STUCK', 'STORAGE_FULL']);
/** Doing the same again cannot end otherwise, but an agent may know another way. */
const POINTLESS: ReadonlySet<ErrorCode> = new Set(['VALIDATION_FAILED', 'CAPTCHA_FAILED']);
const GONE = new Set(['page_closed', 'tab_crashed', 'browser_gone', 'page_hung']);

/** What may follow a failed step: `retry` the same again, or nothing at all (`final`). */
export function failureNature(error: ErrorBody): { retry: boolean; final: boolean } {
  const reason = String(error.details?.reason ?? '');
  const final = FINAL.has(error.code) || reason === 'browser_gone';
  return { final, retry: !final && !POINTLESS.has(error.code) && !GONE.has(reason) };
}
