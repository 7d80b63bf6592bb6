import { z } from 'zod';

const itemSchema = z.object({ name: z.string(), value: z.string() });

/** Unknown fields are kept: what a newer browser wants back is not this room's to judge. */
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

/** A browser's storage state as Playwright gives it, and sessionStorage by origin. */
export const savedStateSchema = z.object({
  cookies: z.array(cookieSchema),
  origins: z.array(z.looseObject({ origin: z.string(), localStorage: z.array(itemSchema), indexedDB: z.array(z.unknown()).optional() })),
  session_storage: z.array(z.object({ origin: z.string(), items: z.array(itemSchema) })).optional(),
});
export type SavedState = z.infer<typeof savedStateSchema>;

/** Milliseconds since 1970 after which nothing of the state is left; null when something in it does not expire by itself. */
export function expiryOf(state: SavedState): number | null {
  const stays = state.origins.length > 0 || (state.session_storage?.length ?? 0) > 0;
  if (stays || state.cookies.length === 0 || state.cookies.some((cookie) => cookie.expires < 0)) return null;
  return Math.max(...state.cookies.map((cookie) => cookie.expires * 1000));
}

/** The state without cookies that are over. */
export function withoutExpired(state: SavedState, now: number): SavedState {
  return { ...state, cookies: state.cookies.filter((cookie) => cookie.expires < 0 || cookie.expires * 1000 > now) };
}

export function isEmpty(state: SavedState): boolean {
  return state.cookies.length === 0 && state.origins.length === 0 && (state.session_storage?.length ?? 0) === 0;
}
