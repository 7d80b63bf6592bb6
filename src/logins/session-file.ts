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
export type EncryptedSession = z.infer<typeof encryptedSchema>;
/** How Rote saved logins before 0.1, when no key was set. */
const plainSchema = headSchema.extend({ state: savedStateSchema });
const fileSchema = z.union([encryptedSchema, plainSchema]);
export type SessionFile = z.infer<typeof fileSchema>;

export type Opened = { ok: true; state: SavedState } | { ok: false; reason: 'wrong_key' | 'corrupt' };

/** The text of a session file. Origin, account and times stay readable, for `list`. */
export async function writeSession(head: SessionHead, state: SavedState, cipher: SessionCipher): Promise<string> {
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

export async function openSession(file: EncryptedSession, cipher: SessionCipher): Promise<Opened> {
  const plain = await cipher.decrypt(Buffer.from(file.data, 'base64'), file, authenticated(file));
  if (typeof plain === 'string') return { ok: false, reason: plain };
  const state = savedStateSchema.safeParse(JSON.parse(plain.toString()));
  return state.success ? { ok: true, state: state.data } : { ok: false, reason: 'corrupt' };
}

function authenticated(head: SessionHead & { key_id: string; salt: string; nonce: string }): string {
  return JSON.stringify([head.version, head.origin, head.account, head.saved_at, head.expires_at, head.key_id, head.salt, head.nonce]);
}
