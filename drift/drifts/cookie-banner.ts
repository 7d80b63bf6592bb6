import type { Drift, DriftPage } from './drift.ts';
import { button } from './moved.ts';

const COOKIE = 'drift_consent';

/** A banner over the whole page until it is answered, for people who are signed in. */
export const cookieBanner: Drift = {
  name: 'cookie-banner',
  description: 'a cookie banner over every page, once signed in',
  page(page) {
    if (page.cookies.has(page.plan.sessionCookie) && page.url.pathname !== page.plan.loginPath) cover(page);
  },
};

/** The same, on the page with the login form already. */
export const cookieBannerAtLogin: Drift = {
  name: 'cookie-banner-at-login',
  description: 'a cookie banner over every page, the login included',
  page: cover,
};

function cover({ document, cookies, plan, url, touch }: DriftPage): void {
  if (cookies.has(COOKIE) || plan.isPopup(url) || document.body === null) return;
  const banner = document.createElement('div');
  banner.className = 'drift-consent';
  banner.setAttribute('role', 'dialog');
  banner.setAttribute('aria-modal', 'true');
  banner.setAttribute('aria-label', 'Cookies');
  const box = document.createElement('div');
  const text = document.createElement('p');
  text.textContent = 'We use cookies to make this application better. You choose which.';
  const [all, needed] = ['Accept all cookies', 'Only necessary cookies'].map((name) => button(document, name));
  for (const choice of [all!, needed!]) choice.setAttribute('data-drift-consent', COOKIE);
  box.append(text, all!, needed!);
  banner.append(box);
  document.body.append(banner);
  touch('banner');
}
