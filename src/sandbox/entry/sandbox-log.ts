import { pino } from 'pino';
import type { Log } from '../../base/index.ts';
import type { SecretBook } from '../../secrets/index.ts';

/** JSON lines on stderr with the run's id, secrets removed from messages and fields. ROTE_LOG sets the level, default info. */
export function sandboxLog(runId: string, secrets: SecretBook, level: string | undefined): Log {
  const logger = pino({ level: level || 'info', base: { run_id: runId, pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (logger.isLevelEnabled(name)) logger[name](secrets.redactValue(fields), secrets.redact(message));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
