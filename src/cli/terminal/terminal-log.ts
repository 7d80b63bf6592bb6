import { pino } from 'pino';
import type { Log } from '../../base/index.ts';
import type { Terminal } from './terminal.ts';

/** Logs JSON lines on stderr. ROTE_LOG sets the level (default warn: a person sees only what matters). */
export function terminalLog(terminal: Terminal, env: NodeJS.ProcessEnv): Log {
  const logger = pino({ level: env.ROTE_LOG || 'warn', base: null }, { write: (line: string) => terminal.err(line.trimEnd()) });
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}
