import { numberBetween } from '../proxy/seeded.ts';
import type { Drift } from './drift.ts';

const isAsset = (url: URL) => /\.(css|js|svg|png|woff2?)$|\/jsi18n\//.test(url.pathname);

/** Every page takes its time; style sheets and scripts do not. */
export const slowResponses: Drift = {
  name: 'slow-responses',
  description: 'every page takes 1.5 to 3 seconds',
  delayMs: ({ url, seed }) => (isAsset(url) ? 0 : numberBetween(seed, url.pathname, 1_500, 3_000)),
};

/** What changes something takes longer than a playbook waits for its verification; the login does not. */
export const slowWrites: Drift = {
  name: 'slow-writes',
  description: 'what is sent takes 8 seconds to be answered (after it was carried out)',
  delayMs: ({ method, url, plan }) => (method === 'POST' && url.pathname !== plan.loginPath ? 8_000 : 0),
};
