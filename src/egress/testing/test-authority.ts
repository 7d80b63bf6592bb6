import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import { field, objectId, pem, sequence, signedCertificate } from '../read-only/certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const keys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** An authority that issues certificates for the sites of a test. */
export function testAuthority(name = 'Test authority') {
  const { publicKey, privateKey } = keys();
  const issuer = { name, privateKey };
  const isAuthority = sequence(
    objectId('551d13'),
    field(0x01, Buffer.from([0xff])),
    field(0x04, sequence(field(0x01, Buffer.from([0xff])))),
  );
  const certificate = signedCertificate({ subject: { name, publicKey }, issuer, ...validity(0), extensions: [isAuthority] });
  return {
    certificate: pem(certificate),
    /** Key and certificate of a site, as Node's servers take them. `agedDays`: how long ago it was issued; it is valid for 10 days. */
    issue(host: string, more: readonly string[] = [], { agedDays = 0 } = {}) {
      const site = keys();
      const names = sequence(objectId('551d11'), field(0x04, sequence(...[host, ...more].map(nameOf))));
      const subject = { name: host, publicKey: site.publicKey };
      const cert = pem(signedCertificate({ subject, issuer, ...validity(agedDays), extensions: [names] }));
      return { key: site.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
    },
  };
}

const nameOf = (host: string): Buffer =>
  isIP(host) === 4 ? field(0x87, Buffer.from(host.split('.').map(Number))) : field(0x82, Buffer.from(host));

const validity = (agedDays: number) => {
  const from = Date.now() - (agedDays + 1) * DAY_MS;
  return { from, to: from + 11 * DAY_MS };
};
