import { createHash, generateKeyPairSync } from 'node:crypto';
import { pem, signedCertificate } from './certificate.ts';

/** With it, the proxy of a run speaks for every https site to one browser. It is never written anywhere. */
export interface BrowserIdentity {
  /** PKCS #8, PEM. */
  readonly key: string;
  /** Self-signed, PEM. */
  readonly certificate: string;
  /** Base64 of the SHA-256 of the public key, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  readonly publicKeyHash: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A new key and its certificate: about a millisecond. One certificate does for all hosts, since Chromium looks at nothing but the key of a
 * certificate that has a trusted one.
 */
export function createBrowserIdentity(): BrowserIdentity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const subject = { name: 'Rote', publicKey };
  const certificate = signedCertificate({ subject, issuer: { name: 'Rote', privateKey }, from: now - DAY_MS, to: now + 365 * DAY_MS });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(certificate),
    publicKeyHash: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
  };
}
