import { numberBetween } from '../proxy/seeded.ts';
import type { Drift } from './drift.ts';

const isAsset = (url: URL) => /\.(css|js|svg|png|woff2?)$|\/jsi18n\//.test(url.pathname);

/** Delays every page, but not style sheets and scripts. */
export const slowResponses: Drift = {
  name: 'slow-responses',
  description: 'every page takes 1.5 to 3 seconds',
  delayMs: ({ url, seed }) => (isAsset(url) ? 0 : numberBetween(seed, url.pathname, 1_500, 3_000)),
};

/** Delays the answers to posts, except the login, for longer than a playbook waits for its verification. */
export const slowWrites: Drift = {
  name: 'slow-writes',
  description: 'answers to posts take 8 seconds, after the effect',
  delayMs: ({ method, url, plan }) => (method === 'POST' && url.pathname !== plan.loginPath ? 8_000 : 0),
};
