import { isLaidOut, isTag, queryAll, rectOf, textContentOf } from '../../dom/dom.ts';

/** Smaller frames are badges. */
const MIN_SIDE_PX = 20;

const has = (selector: string): boolean => queryAll(document, selector).length > 0;

/** Whether each kind of widget already has its answer. */
export function readAnswers(): Record<'cloudflare' | 'recaptcha' | 'hcaptcha', boolean> {
  const answered = (name: string) =>
    queryAll(document, `[name="${name}"]`).some((field) => (isTag(field, 'input') || isTag(field, 'textarea')) && field.value !== '');
  return {
    cloudflare: answered('cf-turnstile-response'),
    recaptcha: answered('g-recaptcha-response'),
    hcaptcha: answered('h-captcha-response'),
  };
}

/** The challenge that replaces the page, recognized by its vendor's markup. */
export function readInterstitial(): 'cloudflare' | 'recaptcha' | undefined {
  if (
    has('#challenge-form, #challenge-running, #challenge-stage, #cf-challenge-running, #cf-please-wait') ||
    (has('script[src*="/cdn-cgi/challenge-platform/"]') && has('meta[http-equiv="refresh"], noscript .h2, #challenge-error-text')) ||
    queryAll(document, 'script:not([src])').some((script) => textContentOf(script)?.includes('_cf_chl_opt'))
  ) {
    return 'cloudflare';
  }
  return has('form#captcha-form') && has('.g-recaptcha, [data-sitekey]') ? 'recaptcha' : undefined;
}

/** Whether the frame of a challenge is visible. */
export function isFrameShown([frame]: Element[]): boolean {
  if (frame === undefined || !isLaidOut(frame, { visibilityProperty: true, opacityProperty: true })) return false;
  const box = rectOf(frame);
  return box.width > MIN_SIDE_PX && box.height > MIN_SIDE_PX && box.bottom > 0 && box.right > 0;
}
