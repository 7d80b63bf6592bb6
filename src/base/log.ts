/** Where a room says what a person who operates Rote should know. Never a secret, never page text beyond a short excerpt. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

const nothing = () => undefined;

/** The log of a caller that has none. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
