import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../secrets/index.ts';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };

/** What must be stored beside the encrypted bytes; no part of it is secret. All base64 but the key id, which is hex. */
export interface Sealing {
  key_id: string;
  salt: string;
  nonce: string;
}

/**
 * AES-256-GCM with a key made from ROTE_SECRET_KEY and a random salt: 32 bytes in base64 or hex are taken as a key (HKDF-SHA256), anything
 * else as a passphrase (scrypt). The nonce is new for each file. The key id tells a wrong key from a damaged file.
 */
export class SessionCipher {
  readonly #secretKey: Secret;
  /** Keys by their salt in base64: making one of a passphrase takes a tenth of a second on purpose, so each is made once. */
  readonly #keys = new Map<string, Promise<Buffer>>();

  constructor(secretKey: Secret) {
    this.#secretKey = secretKey;
  }

  /** `head` is authenticated but stays readable. The tag is the last 16 bytes of `data`. */
  async encrypt(plain: Buffer, head: (sealing: Sealing) => string): Promise<{ sealing: Sealing; data: Buffer }> {
    const [salt = randomBytes(SALT_BYTES).toString('base64')] = this.#keys.keys();
    const nonce = randomBytes(NONCE_BYTES);
    const key = await this.#keyFor(salt);
    const sealing = { key_id: keyId(key), salt, nonce: nonce.toString('base64') };
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(head(sealing)));
    return { sealing, data: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
  }

  /** The plain bytes, `wrong_key`, or `corrupt` when the file or its head was changed. */
  async decrypt(data: Buffer, sealing: Sealing, head: string): Promise<Buffer | 'wrong_key' | 'corrupt'> {
    const key = await this.#keyFor(sealing.salt);
    if (keyId(key) !== sealing.key_id) return 'wrong_key';
    if (data.length < 16) return 'corrupt';
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealing.nonce, 'base64'), { authTagLength: 16 })
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
