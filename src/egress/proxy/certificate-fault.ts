import { EgressFault } from '../egress-fault.ts';

const UNTRUSTED =
  'is not trusted: no authority that this run knows issued it, or the site does not send the certificates in between. Authorities of your own belong in the file that NODE_EXTRA_CA_CERTS names';

/** What is wrong, by OpenSSL's code for it. */
const WRONG: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'was issued for another host',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_UNTRUSTED: UNTRUSTED,
};

/** The fault for a TLS handshake that the site's certificate or TLS itself ended; undefined for other errors. */
export function certificateFault(error: Error, host: string): EgressFault | undefined {
  if (error instanceof EgressFault) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const wrong = WRONG[code] ?? (/^(CERT_|INVALID_|PATH_LENGTH|HOSTNAME_)/.test(code) ? `is not valid (${code})` : undefined);
  if (wrong !== undefined) return new EgressFault('certificate_invalid', `The certificate of ${host} ${wrong}.`, error);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
    return new EgressFault('tls_failed', `${host} and this run could not agree on TLS.`, error);
  return undefined;
}
