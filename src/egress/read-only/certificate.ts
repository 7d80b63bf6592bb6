import { type KeyObject, randomBytes, sign } from 'node:crypto';

interface CertificateOptions {
  subject: { name: string; publicKey: KeyObject };
  /** Its key is for ECDSA. */
  issuer: { name: string; privateKey: KeyObject };
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** Extensions, in DER. */
  extensions?: readonly Buffer[];
}

/** A certificate in DER (RFC 5280, 4.1). node:crypto reads certificates but makes none. */
export function signedCertificate({ subject, issuer, from, to, extensions = [] }: CertificateOptions): Buffer {
  const signatureAlgorithm = sequence(objectId('2a8648ce3d040302')); // ecdsa-with-SHA256
  const toSign = sequence(
    ...(extensions.length > 0 ? [field(0xa0, field(0x02, Buffer.from([2])))] : []), // version 3
    field(0x02, Buffer.from([1]), randomBytes(15)),
    signatureAlgorithm,
    commonName(issuer.name),
    sequence(time(from), time(to)),
    commonName(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [field(0xa3, sequence(...extensions))] : []),
  );
  return sequence(toSign, signatureAlgorithm, field(0x03, Buffer.from([0]), sign('sha256', toSign, issuer.privateKey)));
}

export function pem(certificate: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** In DER: a tag, the length, the content. */
export function field(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

export const sequence = (...content: readonly Buffer[]): Buffer => field(0x30, ...content);

export const objectId = (hex: string): Buffer => field(0x06, Buffer.from(hex, 'hex'));

/** GeneralizedTime: 20260131120000Z. */
const time = (at: number): Buffer => field(0x18, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

const commonName = (name: string): Buffer => sequence(field(0x31, sequence(objectId('550403'), field(0x0c, Buffer.from(name)))));
