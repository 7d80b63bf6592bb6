import type { Drift, DriftPage } from './drift.ts';
import { button } from './moved.ts';

const COOKIE = 'drift_consent';

/** A banner covers the whole page until it is answered, once the user is signed in. */
export const cookieBanner: Drift = {
  name: 'cookie-banner',
  description: 'a cookie banner covers every page after the login',
  page(page) {
    if (page.cookies.has(page.plan.sessionCookie) && page.url.pathname !== page.plan.loginPath) addBanner(page);
  },
};

/** The same, including the login page. */
export const cookieBannerAtLogin: Drift = {
  name: 'cookie-banner-at-login',
  description: 'a cookie banner covers every page, including the login',
  page: addBanner,
};

function addBanner({ document, cookies, plan, url, touch }: DriftPage): void {
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
