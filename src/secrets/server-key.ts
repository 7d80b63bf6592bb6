import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { Secret } from './secret.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/**
 * Uses of the service's one secret (ROTE_SECRET_KEY, shared by all its processes): encrypting what waits in the database, tokens that
 * need no storage, and fingerprints that do not reveal their source.
 */
export class ServerKey {
  readonly #root: Buffer;

  /** 32 bytes in hex or base64 are the key itself; anything else is a passphrase, which costs a tenth of a second once. */
  constructor(secret: Secret) {
    this.#root =
      rawKey(secret.reveal()) ??
      scryptSync(secret.reveal().normalize('NFC'), 'rote server key', 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 ** 2 });
  }

  /** AES-256-GCM in base64. Decrypting needs the same `purpose` and `id`, so a value cannot be moved to another row. */
  encrypt(plain: string, purpose: string, id: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#derive(purpose), nonce).setAAD(Buffer.from(id));
    return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
  }

  /** The plain text; undefined if it was encrypted with another key, purpose or id, or was changed. */
  decrypt(encrypted: string, purpose: string, id: string): string | undefined {
    const bytes = Buffer.from(encrypted, 'base64');
    if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#derive(purpose), nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(id))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return undefined; // GCM reports only that authentication failed.
    }
  }

  /** A key for one purpose, from which neither this key nor that of another purpose follows: 32 bytes in hex. */
  deriveSecret(purpose: string): Secret {
    return new Secret(this.#derive(purpose).toString('hex'));
  }

  /** 64 hex characters: the same for the same purpose and text; reveals nothing about the text. */
  fingerprint(text: string, purpose: string): string {
    return createHmac('sha256', this.#derive(purpose)).update(text).digest('hex');
  }

  #derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#root, 'rote', purpose, 32));
  }
}

function rawKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 ? bytes : undefined;
}
