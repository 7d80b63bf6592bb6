import { pino } from 'pino';
import type { Log } from '../../base/index.ts';

/** Logs JSON lines on stderr, with `run_id` in messages about a run. ROTE_LOG sets the level (default info). */
export function serviceLog(env: NodeJS.ProcessEnv): Log {
  const logger = pino({ level: env.ROTE_LOG || 'info', base: { pid: process.pid } }, process.stderr);
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}
