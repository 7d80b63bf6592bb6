import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../secrets/index.ts';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };

/** What is stored beside the encrypted bytes; none of it is secret. The key id is hex, the rest base64. */
export interface Envelope {
  key_id: string;
  salt: string;
  nonce: string;
}

/**
 * AES-256-GCM with a key derived from the store's secret and a random salt: 32 bytes in base64 or hex count as a key
 * (HKDF-SHA256), anything else as a passphrase (scrypt). Each file has a new nonce. The key id distinguishes a wrong
 * key from a damaged file.
 */
export class SessionCipher {
  readonly #secretKey: Secret;
  /**
   * Keys by their salt in base64. Deriving one from a passphrase takes a tenth of a second on purpose, so it happens
   * once per salt.
   */
  readonly #keys = new Map<string, Promise<Buffer>>();

  constructor(secretKey: Secret) {
    this.#secretKey = secretKey;
  }

  /** `head` is authenticated but stays readable. The tag is the last 16 bytes of `data`. */
  async encrypt(plain: Buffer, head: (envelope: Envelope) => string): Promise<{ envelope: Envelope; data: Buffer }> {
    const [salt = randomBytes(SALT_BYTES).toString('base64')] = this.#keys.keys();
    const nonce = randomBytes(NONCE_BYTES);
    const key = await this.#keyFor(salt);
    const envelope = { key_id: keyId(key), salt, nonce: nonce.toString('base64') };
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(head(envelope)));
    return { envelope, data: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
  }

  /** The plain bytes, `wrong_key`, or `corrupt` when the file or its head was changed. */
  async decrypt(data: Buffer, envelope: Envelope, head: string): Promise<Buffer | 'wrong_key' | 'corrupt'> {
    const key = await this.#keyFor(envelope.salt);
    if (keyId(key) !== envelope.key_id) return 'wrong_key';
    if (data.length < 16) return 'corrupt';
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(envelope.nonce, 'base64'), { authTagLength: 16 })
        .setAAD(Buffer.from(head))
        .setAuthTag(data.subarray(-16));
      return Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]);
    } catch {
      return 'corrupt';
    }
  }

  #keyFor(salt: string): Promise<Buffer> {
    const known = this.#keys.get(salt) ?? this.#derive(Buffer.from(salt, 'base64'));
    this.#keys.set(salt, known);
    return known;
  }

  async #derive(salt: Buffer): Promise<Buffer> {
    const raw = rawKey(this.#secretKey.reveal());
    if (raw !== undefined) return Buffer.from(hkdfSync('sha256', raw, salt, 'rote saved session', KEY_BYTES));
    return derive(this.#secretKey.reveal().normalize('NFC'), salt, KEY_BYTES, SCRYPT);
  }
}

function rawKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === KEY_BYTES ? bytes : undefined;
}

function keyId(key: Buffer): string {
  return createHmac('sha256', key).update('rote key id').digest('hex').slice(0, 16);
}
