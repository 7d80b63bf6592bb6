import type { Log } from '../base/index.ts';
import type { SecretBook } from '../secrets/index.ts';

/** The log of a run without its secrets: the error of a browser may quote the selector or the text that it was looking for. */
export function redactingLog(log: Log, secrets: SecretBook): Log {
  const clean =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) =>
      log[level](secrets.redact(message), fields && secrets.redactValue(fields));
  return { debug: clean('debug'), info: clean('info'), warn: clean('warn'), error: clean('error') };
}
