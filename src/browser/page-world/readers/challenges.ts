import { isLaidOut, isTag, queryAll, rectOf, textContentOf } from '../dom/dom.ts';

/** Smaller frames (px) are badges. */
const MIN_SIDE = 20;

const has = (selector: string): boolean => queryAll(document, selector).length > 0;

/** Whether a widget's answer is there already, per kind. */
export function readAnswers(): Record<'cloudflare' | 'recaptcha' | 'hcaptcha', boolean> {
  const answered = (name: string) =>
    queryAll(document, `[name="${name}"]`).some((field) => (isTag(field, 'input') || isTag(field, 'textarea')) && field.value !== '');
  return {
    cloudflare: answered('cf-turnstile-response'),
    recaptcha: answered('g-recaptcha-response'),
    hcaptcha: answered('h-captcha-response'),
  };
}

/** Which challenge stands instead of the page, by marks that their makers put into the document. */
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

/** Whether a person sees the frame of a challenge. */
export function isFrameShown([frame]: Element[]): boolean {
  if (frame === undefined || !isLaidOut(frame, { visibilityProperty: true, opacityProperty: true })) return false;
  const box = rectOf(frame);
  return box.width > MIN_SIDE && box.height > MIN_SIDE && box.bottom > 0 && box.right > 0;
}
