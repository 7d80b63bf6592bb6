import { z } from 'zod';

const itemSchema = z.object({ name: z.string(), value: z.string() });

/** Unknown fields are kept: a newer browser may need them back. */
const cookieSchema = z.looseObject({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  /** Seconds since 1970; -1 for a cookie that lives as long as the browser. */
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
});

/** A browser's storage state as Playwright returns it, plus sessionStorage by origin. */
export const savedStateSchema = z.object({
  cookies: z.array(cookieSchema),
  origins: z.array(z.looseObject({ origin: z.string(), localStorage: z.array(itemSchema), indexedDB: z.array(z.unknown()).optional() })),
  session_storage: z.array(z.object({ origin: z.string(), items: z.array(itemSchema) })).optional(),
});
export type SavedState = z.infer<typeof savedStateSchema>;

/** When the last of the state expires, in milliseconds since 1970; null when it holds something without an expiry. */
export function expiryOf(state: SavedState): number | null {
  const stays = state.origins.length > 0 || (state.session_storage?.length ?? 0) > 0;
  if (stays || state.cookies.length === 0 || state.cookies.some((cookie) => cookie.expires < 0)) return null;
  return Math.max(...state.cookies.map((cookie) => cookie.expires * 1000));
}

/** The state without expired cookies. */
export function withoutExpired(state: SavedState, now: number): SavedState {
  return { ...state, cookies: state.cookies.filter((cookie) => cookie.expires < 0 || cookie.expires * 1000 > now) };
}

export function isEmpty(state: SavedState): boolean {
  return state.cookies.length === 0 && state.origins.length === 0 && (state.session_storage?.length ?? 0) === 0;
}
