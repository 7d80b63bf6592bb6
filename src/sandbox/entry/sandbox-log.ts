import { pino } from 'pino';
import type { Log } from '../../base/index.ts';
import type { SecretBook } from '../../secrets/index.ts';

/** Logs JSON lines to stderr with the id of the run; removes secrets from messages and fields. `level` defaults to info. */
export function sandboxLog(runId: string, secrets: SecretBook, level: string | undefined): Log {
  const logger = pino({ level: level || 'info', base: { run_id: runId, pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (logger.isLevelEnabled(name)) logger[name](secrets.redactValue(fields), secrets.redact(message));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
