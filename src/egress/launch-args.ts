import type { BrowserIdentity } from './read-only/browser-identity.ts';

/**
 * Chromium flags without which traffic could bypass the proxy. tests/egress-vectors.test.ts checks them one by one. Set
 * the deny-all listener as launch proxy as well: the browser process itself calls its vendor's hosts despite these
 * flags.
 */
export const EGRESS_LAUNCH_ARGS: readonly string[] = [
  // WebRTC gathers candidates over UDP, past any proxy. Chrome reads the first spelling, the headless shell the second.
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  // HTTP/3 and WebTransport are UDP.
  '--disable-quic',
  // A DNS lookup is a message to the name's owner: the browser resolves nothing, the proxy resolves what the policy
  // allows.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--dns-prefetch-disable',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  '--no-first-run',
  '--no-pings',
];

/**
 * The flag with which a browser trusts the proxy of a read-only run, and nothing else does. Chromium obeys it only beside
 * `--user-data-dir`, which Playwright always sets.
 */
export function trustArgs({ publicKeyHash }: BrowserIdentity): string[] {
  return [`--ignore-certificate-errors-spki-list=${publicKeyHash}`];
}
