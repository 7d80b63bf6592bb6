import { randomBytes, timingSafeEqual } from 'node:crypto';

export const SESSION_COOKIE = 'session';

export interface Flash {
  readonly kind: 'success' | 'error';
  readonly text: string;
}

export interface StaffSession {
  readonly id: string;
  readonly name: string;
  readonly csrf: string;
  /** Shown once on the next page. */
  flash: Flash | undefined;
}

/** The sessions of signed-in users. Their random ids and tokens are all that differs between two starts. */
export class Sessions {
  readonly #byId = new Map<string, StaffSession>();

  open(name: string): StaffSession {
    const session = { id: newToken(), name, csrf: newToken(), flash: undefined };
    this.#byId.set(session.id, session);
    return session;
  }

  find(id: string | undefined): StaffSession | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  end(session: StaffSession): void {
    this.#byId.delete(session.id);
  }

  /** Signs all users out. */
  endAll(): void {
    this.#byId.clear();
  }
}

export function newToken(): string {
  return randomBytes(18).toString('base64url');
}

/** Compares two secrets in constant time. */
export function sameSecret(given: string | undefined, expected: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
