import { z } from 'zod';
import { type SavedState, savedStateSchema } from './saved-state.ts';
import type { SessionCipher } from './session-cipher.ts';

const headSchema = z.object({
  version: z.literal(1),
  origin: z.string(),
  account: z.string(),
  /** Milliseconds since 1970 when the browser's state was taken. */
  saved_at: z.number(),
  /** Milliseconds since 1970; null when the session holds something without an expiry. */
  expires_at: z.number().nullable(),
});
export type SessionHead = z.infer<typeof headSchema>;

const encryptedSchema = headSchema.extend({ key_id: z.string(), salt: z.string(), nonce: z.string(), data: z.string() });
const plainSchema = headSchema.extend({ state: savedStateSchema });
const fileSchema = z.union([encryptedSchema, plainSchema]);
export type SessionFile = z.infer<typeof fileSchema>;

export type Opened = { ok: true; state: SavedState } | { ok: false; reason: 'no_key' | 'wrong_key' | 'not_encrypted' | 'corrupt' };

/** The text of a session file, encrypted if there is a cipher. Origin, account and times stay readable, for `list`. */
export async function writeSession(head: SessionHead, state: SavedState, cipher: SessionCipher | undefined): Promise<string> {
  if (cipher === undefined) return JSON.stringify({ ...head, state } satisfies SessionFile);
  const plain = Buffer.from(JSON.stringify(state));
  const { envelope, data } = await cipher.encrypt(plain, (envelope) => authenticated({ ...head, ...envelope }));
  return JSON.stringify({ ...head, ...envelope, data: data.toString('base64') } satisfies SessionFile);
}

/** Undefined for anything that is not a whole session file. */
export function parseSession(text: string): SessionFile | undefined {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Rejects an unencrypted file once a key is set: anyone could have put it there. */
export async function openSession(file: SessionFile, cipher: SessionCipher | undefined): Promise<Opened> {
  if ('state' in file) return cipher === undefined ? { ok: true, state: file.state } : { ok: false, reason: 'not_encrypted' };
  if (cipher === undefined) return { ok: false, reason: 'no_key' };
  const plain = await cipher.decrypt(Buffer.from(file.data, 'base64'), file, authenticated(file));
  if (typeof plain === 'string') return { ok: false, reason: plain };
  const state = savedStateSchema.safeParse(JSON.parse(plain.toString()));
  return state.success ? { ok: true, state: state.data } : { ok: false, reason: 'corrupt' };
}

function authenticated(head: SessionHead & { key_id: string; salt: string; nonce: string }): string {
  return JSON.stringify([head.version, head.origin, head.account, head.saved_at, head.expires_at, head.key_id, head.salt, head.nonce]);
}
