/** Milliseconds since 1970, never going back. The page cannot change it: this is the isolated world's own object. */
export const now = (): number => performance.timeOrigin + performance.now();
